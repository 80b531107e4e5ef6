using Personalization.Domain.Propensity;

namespace Personalization.Service.Propensity.Reports;

/// <summary>The plots of a model's report.</summary>
internal static class ReportPlots
{
    private const int MostBars = 15;

    public static string? Roc(TestCurves curves) => curves.Roc.Count == 0 ? null
        : new SvgPlot("ROC curve", ("false positive rate", 1), ("true positive rate", 1))
            .Line((0, 0), (1, 1), "chance")
            .Curve(curves.Roc.Select(point => (point.FalsePositives, point.TruePositives)), "curve")
            .ToString();

    public static string Calibration(IReadOnlyList<DecileOutcome> deciles, string title) =>
        Amounts(deciles, title, "probability", "share with the outcome");

    /// <summary>What came over what was expected: on the line where both are alike.</summary>
    public static string Amounts(IReadOnlyList<DecileOutcome> deciles, string title, string expected, string came)
    {
        var most = Round(deciles.Max(d => Math.Max(d.Expected, d.Observed)));
        return new SvgPlot(title, (expected, most), (came, most))
            .Line((0, 0), (most, most), "chance")
            .Curve(deciles.Select(d => (d.Expected, d.Observed)), "thin")
            .Points(deciles.Select(d => (d.Expected, d.Observed)), "point")
            .ToString();
    }

    public static string? Gains(IReadOnlyList<DecileOutcome> deciles, string reached)
    {
        var customers = deciles.Sum(d => (double)d.Customers);
        var positives = deciles.Sum(d => d.Observed * d.Customers);
        if (positives <= 0)
        {
            return null;
        }

        var points = new List<(double X, double Y)> { (0, 0) };
        foreach (var decile in deciles)
        {
            points.Add((
                points[^1].X + (decile.Customers / customers),
                points[^1].Y + (decile.Observed * decile.Customers / positives)));
        }

        return new SvgPlot("Gains", ("share of customers, best first", 1), (reached, 1))
            .Line((0, 0), (1, 1), "chance")
            .Curve(points, "curve")
            .Points(points.Skip(1), "point")
            .ToString();
    }

    public static string? Lift(IReadOnlyList<DecileOutcome> deciles)
    {
        var rate = deciles.Sum(d => d.Observed * d.Customers) / deciles.Sum(d => (double)d.Customers);
        if (rate <= 0)
        {
            return null;
        }

        var most = Math.Ceiling(deciles.Max(d => d.Observed / rate));
        var plot = new SvgPlot("Lift by decile", ("decile, best first", deciles.Count), ("times the mean rate", most));
        for (var i = 0; i < deciles.Count; i++)
        {
            plot.Bar(i + 0.12, i + 0.88, deciles[i].Observed / rate, "bar");
        }

        return plot.Line((0, 1), (deciles.Count, 1), "chance").ToString();
    }

    /// <summary>What was expected of each decile, and beside it what came.</summary>
    public static string Expected(IReadOnlyList<DecileOutcome> deciles, string title, string unit)
    {
        var most = Round(deciles.Max(d => Math.Max(d.Expected, d.Observed)));
        var plot = new SvgPlot(title, ("decile, best first", deciles.Count), (unit, most));
        for (var i = 0; i < deciles.Count; i++)
        {
            plot.Bar(i + 0.1, i + 0.48, deciles[i].Expected, "bar pale")
                .Bar(i + 0.52, i + 0.9, deciles[i].Observed, "bar");
        }

        return plot.ToString();
    }

    /// <summary>Evenly spaced quantiles, ascending, over the share of customers below.</summary>
    public static string? Ranks(IReadOnlyList<double> quantiles) => quantiles.Count < 2 ? null
        : new SvgPlot(
            "Values by rank", ("share of customers worth less", 1), ("value of 365 days", Round(quantiles[^2])))
            .Curve(quantiles.Take(quantiles.Count - 1)
                .Select((value, i) => ((double)i / (quantiles.Count - 1), value)), "curve")
            .ToString();

    public static string? Importance(IReadOnlyList<FeatureShare> shares, string of = "the gain") =>
        shares.Count == 0 ? null : SvgPlot.Bars(
            $"Importance: share of {of}", [.. shares.Take(MostBars).Select(one => (one.Feature, one.Share))], "P1");

    public static string? Drift(IReadOnlyList<FeatureDrift> drifts, double limit) => drifts.Count == 0 ? null
        : SvgPlot.Bars(
            "Drift: stability index against training",
            [.. drifts.Take(MostBars).Select(one => (one.Feature, one.Index))], "0.000", limit);

    // To a number that axes like: 1, 2 or 5 in the first place.
    private static double Round(double most)
    {
        if (most <= 0)
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        var first = most / power;
        var round = power * (first <= 1 ? 1 : first <= 2 ? 2 : first <= 5 ? 5 : 10);
        return most <= 1 ? Math.Min(1, round) : round;
    }
}
