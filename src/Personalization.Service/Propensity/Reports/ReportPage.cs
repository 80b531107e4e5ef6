using System.Globalization;
using System.Text;
using Personalization.Domain.Propensity;

namespace Personalization.Service.Propensity.Reports;

/// <summary>A model's report as one HTML page that needs nothing else: style and plots are in it, scripts are not.</summary>
internal static class ReportPage
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;color:#222;background:#fff;max-width:1000px;margin:2em auto;padding:0 1em}
        h1{font-size:1.6em;margin-bottom:.1em}h2{font-size:1.15em;margin:2em 0 .5em;border-bottom:1px solid #ddd}
        p.sub{color:#666;margin:0 0 1em}table{border-collapse:collapse}
        td,th{padding:.25em .9em .25em 0;text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}
        th{color:#666;font-weight:normal}td.n,th.n{text-align:right}
        .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(380px,1fr));gap:1.2em}
        figure{margin:0;max-width:620px}figcaption{font-size:.9em;color:#444;margin-bottom:.2em}
        svg{width:100%;height:auto;font:11px system-ui,sans-serif}svg text{fill:#555}
        .grid{stroke:#eee}.chance{stroke:#bbb;stroke-dasharray:4 3}.limit{stroke:#c0392b;stroke-dasharray:4 3}
        .curve{fill:none;stroke:#1f6f8b;stroke-width:2}.thin{fill:none;stroke:#9cc3d1}.point{fill:#1f6f8b}
        .bar{fill:#1f6f8b}.bar.pale{fill:#c3dbe3}.bar.out{fill:#c0392b}
        .note{background:#fff7e6;border-left:3px solid #e0a100;padding:.4em .8em;margin:.4em 0}
        .alert{background:#fdecea;border-left-color:#c0392b}
        """;

    public static string Of(ReadReport.ModelReport report)
    {
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
            .Append(E($"{report.Name} version {report.Version}")).Append("</title><style>").Append(Style)
            .Append("</style></head><body>");
        Head(page, report);
        Held(page, report);
        Live(page, report);
        Shadow(page, report.Shadow);
        Learnt(page, report);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Head(StringBuilder page, ReadReport.ModelReport report)
    {
        var summary = report.Summary;
        var state = report.Active ? "scores" : summary?.Shadow == true ? "is the shadow" : "does not score";
        page.Append("<h1>").Append(E($"{report.Name}, version {report.Version}")).Append("</h1><p class=\"sub\">")
            .Append(E($"Predicts {report.Target.Describe()}. This version {state}.")).Append("</p>");
        Notes(page, report.Check?.Alerts.Select(alert => alert.Message) ?? [], "note alert");
        Notes(page, summary?.Warnings ?? [], "note");
        var rows = new List<(string, string)>
        {
            ("saved", $"{Time(report.SavedAt)} by {summary?.SavedBy ?? "somebody"}, {summary?.Origin.ToString().ToLowerInvariant()}"),
            ("knows", $"{(summary?.From is { } from ? Time(from) : "the beginning")} to {Time(report.Until)}"),
            ("rows", $"{report.Report.Rows:N0}, {report.Report.Positives:N0} with the outcome"),
            ("trees", $"{report.Report.Trees}, over {report.Features.Count} features (list {summary?.FeatureHash})"),
        };
        if (summary?.PromotedAt is { } promoted)
        {
            rows.Add(("promoted", $"{Time(promoted)} by {summary.PromotedBy}. {summary.PromotionReason}"));
        }

        if (report.Verdict is { } verdict)
        {
            rows.Add(("verdict", verdict.Reason));
        }

        Table(page, ["", ""], rows.Select(row => new[] { row.Item1, row.Item2 }));
    }

    private static void Held(StringBuilder page, ReadReport.ModelReport report)
    {
        page.Append("<h2>On time it had not seen</h2>");
        if (report.Report.Test is not { } test)
        {
            page.Append("<p>It was not measured: there was no such time, or it was learnt elsewhere.</p>");
            return;
        }

        var measured = new List<(string Name, BinaryQuality Quality)> { ("this model", test) };
        if (report.Report.Baseline is { } baseline)
        {
            measured.Add(("logistic regression", baseline));
        }

        Table(
            page,
            ["", "customers", "with outcome", "AUC", "log loss", "Brier", "lift at 10 %"],
            measured.Select(one => new[]
            {
                one.Name, $"{one.Quality.Rows:N0}", $"{one.Quality.Positives:N0}", $"{one.Quality.Auc:0.000}",
                $"{one.Quality.LogLoss:0.0000}", $"{one.Quality.Brier:0.0000}", $"{one.Quality.LiftAtTenPercent:0.00}",
            }));
        if (report.Verdict is { Comparisons.Count: > 0 } verdict)
        {
            Table(
                page,
                ["against", "its log loss", "this one is better by", "95 % interval", ""],
                verdict.Comparisons.Select(one => new[]
                {
                    one.Version is { } version ? $"version {version}" : one.Against, $"{one.LogLoss:0.0000}",
                    $"{one.Better:0.0000}", $"{one.Low:0.0000} to {one.High:0.0000}", one.Note ?? "",
                }));
        }

        if (report.Curves is { Deciles.Count: > 0 } curves)
        {
            Plots(
                page,
                ("How well scores rank", ReportPlots.Roc(curves)),
                ("Whether probabilities come true, by decile", ReportPlots.Calibration(curves.Deciles, "Calibration")),
                ("Outcomes reached by the best-scored share", ReportPlots.Gains(curves.Deciles)),
                ("How often each decile has the outcome", ReportPlots.Lift(curves.Deciles)));
        }
    }

    private static void Live(StringBuilder page, ReadReport.ModelReport report)
    {
        if (report.Check is not { } check)
        {
            return;
        }

        page.Append("<h2>On live customers</h2><p class=\"sub\">")
            .Append(E($"A sample of {check.Customers:N0} customers as of {Time(check.At)}. ")).Append(E(
                check.Score is { } score
                    ? $"The spread of scores differs from training by an index of {score.Index:0.000}."
                    : "There is nothing to compare it with yet."))
            .Append("</p>");
        if (check.Past is { } past)
        {
            page.Append("<p>").Append(E(
                $"Scores of version {past.Version} as of {Time(past.At)} and what came of them: AUC {past.Quality.Auc:0.000}, "
                + $"log loss {past.Quality.LogLoss:0.0000}.")).Append("</p>");
            Plots(
                page,
                ("Pale: what scores said. Dark: what happened", ReportPlots.Conversion(past.Deciles)),
                ("Whether probabilities came true", ReportPlots.Calibration(past.Deciles, "Calibration of past scores")));
        }

        Plots(page, ("How far features have moved from training", ReportPlots.Drift(
            check.Features, report.FeatureBand)));
    }

    private static void Shadow(StringBuilder page, ShadowComparison? shadow)
    {
        if (shadow is null)
        {
            return;
        }

        page.Append("<h2>The shadow</h2>");
        Table(
            page,
            ["decisions scored by both", $"mean of version {shadow.ActiveVersion}", $"mean of version {shadow.ShadowVersion}",
                "mean distance", "correlation", "stability index"],
            [[$"{shadow.Scored:N0}", $"{shadow.ActiveMean:0.0000}", $"{shadow.ShadowMean:0.0000}",
                $"{shadow.MeanDistance:0.0000}", $"{shadow.Correlation:0.000}", $"{shadow.StabilityIndex:0.000}"]]);
    }

    private static void Learnt(StringBuilder page, ReadReport.ModelReport report)
    {
        page.Append("<h2>What it goes by</h2>");
        Plots(page, ("Share of the gain", ReportPlots.Importance(report.Report.Importance)));
        if (report.Report.CutOffs.Count > 0)
        {
            page.Append("<h2>What it was learnt from</h2>");
            Table(
                page,
                ["customers looked at on", "used for", "rows", "with outcome", "rate"],
                report.Report.CutOffs.Select(one => new[]
                {
                    Time(one.At), one.Role.ToString().ToLowerInvariant(), $"{one.Rows:N0}", $"{one.Positives:N0}",
                    $"{(one.Rows > 0 ? (double)one.Positives / one.Rows : 0):P1}",
                }));
        }
    }

    private static void Plots(StringBuilder page, params (string Caption, string? Svg)[] plots)
    {
        page.Append("<div class=\"plots\">");
        foreach (var (caption, svg) in plots.Where(plot => plot.Svg is not null))
        {
            page.Append("<figure><figcaption>").Append(E(caption)).Append("</figcaption>").Append(svg).Append("</figure>");
        }

        page.Append("</div>");
    }

    private static void Table(StringBuilder page, string[] head, IEnumerable<string[]> rows)
    {
        page.Append("<table>");
        if (head.Any(cell => cell.Length > 0))
        {
            page.Append("<tr>");
            foreach (var cell in head)
            {
                page.Append("<th>").Append(E(cell)).Append("</th>");
            }

            page.Append("</tr>");
        }

        foreach (var row in rows)
        {
            page.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                page.Append(i == 0 ? "<th>" : "<td>").Append(E(row[i])).Append(i == 0 ? "</th>" : "</td>");
            }

            page.Append("</tr>");
        }

        page.Append("</table>");
    }

    private static void Notes(StringBuilder page, IEnumerable<string> notes, string style)
    {
        foreach (var note in notes)
        {
            page.Append("<p class=\"").Append(style).Append("\">").Append(E(note)).Append("</p>");
        }
    }

    private static string E(string text) => SvgPlot.Escape(text);

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
