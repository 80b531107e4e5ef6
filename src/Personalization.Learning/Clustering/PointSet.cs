namespace Personalization.Learning.Clustering;

/// <summary>Points in a space of a few dimensions, row by row in one array; every coordinate is a finite
/// number.</summary>
public sealed class PointSet
{
    private readonly double[] _values;

    /// <summary>Makes points at the origin.</summary>
    public PointSet(int count, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        (Count, Dimensions) = (count, dimensions);
        _values = new double[(long)count * dimensions];
    }

    /// <summary>How many points.</summary>
    public int Count { get; }

    /// <summary>Of how many coordinates each.</summary>
    public int Dimensions { get; }

    /// <summary>One point, writable in place.</summary>
    public Span<double> this[int point] => _values.AsSpan(point * Dimensions, Dimensions);

    /// <summary>Copies points given one by one.</summary>
    public static PointSet Of(IReadOnlyList<double[]> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        var set = new PointSet(points.Count, points[0].Length);
        for (var i = 0; i < points.Count; i++)
        {
            points[i].CopyTo(set[i]);
        }

        return set;
    }

    /// <summary>The points of these numbers, in their order.</summary>
    public PointSet Take(ReadOnlySpan<int> numbers)
    {
        var taken = new PointSet(numbers.Length, Dimensions);
        for (var i = 0; i < numbers.Length; i++)
        {
            this[numbers[i]].CopyTo(taken[i]);
        }

        return taken;
    }

    /// <summary>The squared Euclidean distance of two points of equally many coordinates.</summary>
    public static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var difference = a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }

    /// <summary>
    /// The number of the nearest of some centres, the first of equals, and the squared distance to it.
    /// </summary>
    public static (int Centre, double Squared) Nearest(ReadOnlySpan<double> point, PointSet centres)
    {
        var (nearest, least) = (0, double.PositiveInfinity);
        for (var c = 0; c < centres.Count; c++)
        {
            var squared = SquaredDistance(point, centres[c]);
            if (squared < least)
            {
                (nearest, least) = (c, squared);
            }
        }

        return (nearest, least);
    }
}
