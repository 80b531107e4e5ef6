using Personalization.Learning.Boosting;
using Personalization.Learning.Numerics;

namespace Personalization.Learning.Clustering;

/// <summary>Chooses where k-means starts: greedy k-means++.</summary>
/// <remarks>
/// A point becomes a centre with a probability in proportion to its squared distance to the centres there are. Of a few
/// such draws the one is taken that leaves the least inertia (Arthur and Vassilvitskii 2007, section 6).
/// </remarks>
internal static class KMeansSeeding
{
    public static PointSet Choose(PointSet points, int clusters, ref SplitMix random)
    {
        var centres = new PointSet(clusters, points.Dimensions);
        points[random.Below(points.Count)].CopyTo(centres[0]);
        var nearest = new double[points.Count];
        nearest.AsSpan().Fill(double.PositiveInfinity);
        var sum = Tighten(points, centres[0], nearest, nearest);
        var draws = 2 + (int)Portable.Log(clusters);
        for (var c = 1; c < clusters; c++)
        {
            var best = Draw(nearest, sum, ref random);
            var (bestSum, bestNearest) = Try(points, best, nearest);
            for (var draw = 1; draw < draws; draw++)
            {
                var point = Draw(nearest, sum, ref random);
                var (trySum, tryNearest) = Try(points, point, nearest);
                if (trySum < bestSum)
                {
                    (best, bestSum, bestNearest) = (point, trySum, tryNearest);
                }
            }

            points[best].CopyTo(centres[c]);
            (sum, nearest) = (bestSum, bestNearest);
        }

        return centres;
    }

    private static (double Sum, double[] Nearest) Try(PointSet points, int candidate, double[] nearest)
    {
        var tightened = new double[nearest.Length];
        return (Tighten(points, points[candidate], nearest, tightened), tightened);
    }

    private static double Tighten(PointSet points, ReadOnlySpan<double> centre, double[] from, double[] to)
    {
        var sum = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            to[i] = Math.Min(from[i], PointSet.SquaredDistance(points[i], centre));
            sum += to[i];
        }

        return sum;
    }

    private static int Draw(double[] weights, double sum, ref SplitMix random)
    {
        var place = (random.Next() >> 11) * (1.0 / (1UL << 53)) * sum;
        var last = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                last = i;
                place -= weights[i];
                if (place < 0)
                {
                    break;
                }
            }
        }

        return last;
    }
}
