using Personalization.Domain.Propensity;

namespace Personalization.Service.Propensity.Reports;

/// <summary>What only a propensity's report has.</summary>
internal static class PropensitySections
{
    public static void Held(ReportHtml page, ReadReport.ModelReport report)
    {
        page.Title("On time it had not seen");
        if (report.Report?.Test is not { } test)
        {
            page.Text("It was not measured: there was no such time, or it was learnt elsewhere.");
            return;
        }

        var measured = new List<(string Name, BinaryQuality Quality)> { ("this model", test) };
        if (report.Report.Baseline is { } baseline)
        {
            measured.Add(("logistic regression", baseline));
        }

        page.Table(
            ["", "customers", "with outcome", "AUC", "log loss", "Brier", "lift at 10 %"],
            measured.Select(one => new[]
            {
                one.Name, $"{one.Quality.Rows:N0}", $"{one.Quality.Positives:N0}", $"{one.Quality.Auc:0.000}",
                $"{one.Quality.LogLoss:0.0000}", $"{one.Quality.Brier:0.0000}", $"{one.Quality.LiftAtTenPercent:0.00}",
            }));
        if (report.Verdict is { Comparisons.Count: > 0 } verdict)
        {
            page.Table(
                ["against", "its log loss", "this one is better by", "95 % interval", ""],
                verdict.Comparisons.Select(one => new[]
                {
                    one.Version is { } version ? $"version {version}" : one.Against, $"{one.LogLoss:0.0000}",
                    $"{one.Better:0.0000}", $"{one.Low:0.0000} to {one.High:0.0000}", one.Note ?? "",
                }));
        }

        if (report.Curves is { Deciles.Count: > 0 } curves)
        {
            page.Plots(
                ("How well scores rank", ReportPlots.Roc(curves)),
                ("Whether probabilities come true, by decile", ReportPlots.Calibration(curves.Deciles, "Calibration")),
                ("Outcomes reached by the best-scored share", ReportPlots.Gains(
                    curves.Deciles, "share of outcomes reached")),
                ("How often each decile has the outcome", ReportPlots.Lift(curves.Deciles)));
        }
    }

    public static void Past(ReportHtml page, PastScores past) => page
        .Text($"Scores of version {past.Version} as of {ReportHtml.Time(past.At)} and what came of them: "
            + $"AUC {past.Quality.Auc:0.000}, log loss {past.Quality.LogLoss:0.0000}.")
        .Plots(
            ("Pale: what scores said. Dark: what happened", ReportPlots.Expected(
                past.Deciles, "Past scores and what came of them", "share")),
            ("Whether probabilities came true", ReportPlots.Calibration(past.Deciles, "Calibration of past scores")));

    public static void Learnt(ReportHtml page, TrainingReport report)
    {
        page.Title("What it goes by").Plots(report.Trees > 0
            ? ("Share of the gain", ReportPlots.Importance(report.Importance))
            : ("A logistic regression alone: share of what moves scores",
                ReportPlots.Importance(report.Importance, "what moves scores")));
        if (report.CutOffs.Count > 0)
        {
            page.Title("What it was learnt from").Table(
                ["customers looked at on", "used for", "rows", "with outcome", "rate"],
                report.CutOffs.Select(one => new[]
                {
                    ReportHtml.Time(one.At), one.Role.ToString().ToLowerInvariant(), $"{one.Rows:N0}",
                    $"{one.Positives:N0}",
                    $"{(one.Rows > 0 ? (double)one.Positives / one.Rows : 0):P1}",
                }));
        }
    }
}
