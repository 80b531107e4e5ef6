namespace Personalization.Learning.Clustering;

/// <summary>The space in which clusters are searched for: columns, each on a scale of its own.</summary>
/// <param name="Columns">The names of the columns that tell points apart.</param>
/// <param name="Scales">Their scales, one each.</param>
public sealed record ClusterSpace(IReadOnlyList<string> Columns, IReadOnlyList<ColumnScale> Scales)
{
    /// <summary>
    /// Learns the scales of some columns of equal length and leaves out those that have none.
    /// </summary>
    /// <exception cref="ArgumentException">A value is infinite; the message names its column.</exception>
    public static ClusterSpace Fit(IReadOnlyList<string> names, IReadOnlyList<double[]> columns)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(columns);
        var kept = new List<string>();
        var scales = new List<ColumnScale>();
        for (var i = 0; i < names.Count; i++)
        {
            if (Array.Exists(columns[i], double.IsInfinity))
            {
                throw new ArgumentException($"Column '{names[i]}' has an infinite value.", nameof(columns));
            }

            if (ColumnScale.Fit(columns[i]) is { } scale)
            {
                kept.Add(names[i]);
                scales.Add(scale);
            }
        }

        return new ClusterSpace(kept, scales);
    }

    /// <summary>Puts rows into the space.</summary>
    /// <param name="names">The names of <paramref name="columns"/>; all of <see cref="Columns"/> are
    /// among them.</param>
    /// <param name="columns">Columns of equal length.</param>
    public PointSet Place(IReadOnlyList<string> names, IReadOnlyList<double[]> columns)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(columns);
        var points = new PointSet(columns[0].Length, Columns.Count);
        for (var d = 0; d < Columns.Count; d++)
        {
            var values = columns[names.Index().First(name => name.Item == Columns[d]).Index];
            for (var i = 0; i < values.Length; i++)
            {
                points[i][d] = Scales[d].Apply(values[i]);
            }
        }

        return points;
    }
}
