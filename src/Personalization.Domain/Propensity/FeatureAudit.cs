using Personalization.Learning.Evaluation;

namespace Personalization.Domain.Propensity;

/// <summary>A feature that tells outcomes apart by itself better than any honest one should.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Auc">How well it alone ranks outcomes, 0.5 to 1.</param>
public sealed record SuspectedLeak(string Feature, double Auc);

/// <summary>What training rows look like, feature by feature, before anything is learnt from them.</summary>
/// <param name="Constant">Features with one value in all rows: nothing can be learnt from them.</param>
/// <param name="Empty">Features without a value in any row.</param>
/// <param name="Leaks">Features that give the outcome away, best first.</param>
public sealed record FeatureAudit(
    IReadOnlyList<string> Constant, IReadOnlyList<string> Empty, IReadOnlyList<SuspectedLeak> Leaks)
{
    /// <summary>From this AUC on a single feature is suspected to know the outcome.</summary>
    public const double SuspectedFrom = 0.99;

    private const int MostRows = 20_000;

    /// <summary>Looks at at most 20,000 rows, evenly drawn.</summary>
    public static FeatureAudit Of(TrainingRows rows)
    {
        var set = rows.Select(_ => true, MostRows);
        var (constant, empty, leaks) = (new List<string>(), new List<string>(), new List<SuspectedLeak>());
        var tells = set.Labels.Contains(0f) && set.Labels.Contains(1f);
        for (var column = 0; set.Labels.Length > 0 && column < set.Features.Columns; column++)
        {
            var name = set.Features.Names[column];
            var values = set.Features.Column(column);
            if (IsConstant(values))
            {
                (float.IsNaN(values[0]) ? empty : constant).Add(name);
            }
            else if (tells && Auc(values, set.Labels) is >= SuspectedFrom and var auc)
            {
                leaks.Add(new SuspectedLeak(name, auc));
            }
        }

        return new FeatureAudit(constant, empty, [.. leaks.OrderByDescending(leak => leak.Auc)]);
    }

    /// <summary>The leaks in words; null when there are none.</summary>
    public IReadOnlyList<string>? Warnings() => Leaks.Count == 0
        ? null
        : [.. Leaks.Select(leak =>
            $"'{leak.Feature}' alone tells outcomes apart with an AUC of {leak.Auc:0.000}: it may know what is asked. "
            + "See whether the outcome follows from it by definition, and change the target if so.")];

    private static bool IsConstant(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!value.Equals(values[0]))
            {
                return false;
            }
        }

        return true;
    }

    // Missing values rank below all others; a feature may tell by low values as well as by high ones.
    private static double Auc(ReadOnlySpan<float> values, float[] labels)
    {
        var scores = new double[values.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = float.IsNaN(values[i]) ? double.MinValue : values[i];
        }

        var auc = BinaryMetrics.Auc(scores, labels);
        return Math.Max(auc, 1 - auc);
    }
}
