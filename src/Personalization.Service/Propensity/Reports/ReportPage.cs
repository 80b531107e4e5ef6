using Personalization.Domain.Propensity;

namespace Personalization.Service.Propensity.Reports;

/// <summary>
/// A model's report as one HTML page that needs nothing else: style and plots are in it, scripts are not.
/// </summary>
internal static class ReportPage
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;color:#222;background:#fff;max-width:1000px;margin:2em auto;
        padding:0 1em}
        h1{font-size:1.6em;margin-bottom:.1em}h2{font-size:1.15em;margin:2em 0 .5em;border-bottom:1px solid #ddd}
        p.sub{color:#666;margin:0 0 1em}table{border-collapse:collapse;margin:.4em 0 1em}
        td,th{padding:.25em .9em .25em 0;text-align:left;vertical-align:top;font-variant-numeric:tabular-nums}
        th{color:#666;font-weight:normal}td.n,th.n{text-align:right}
        .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(380px,1fr));gap:1.2em}
        figure{margin:0;max-width:620px}figcaption{font-size:.9em;color:#444;margin-bottom:.2em}
        svg{width:100%;height:auto;font:11px system-ui,sans-serif}svg text{fill:#555}
        .grid{stroke:#eee}.chance{stroke:#bbb;stroke-dasharray:4 3}.limit{stroke:#c0392b;stroke-dasharray:4 3}
        .curve{fill:none;stroke:#1f6f8b;stroke-width:2}.thin{fill:none;stroke:#9cc3d1}.point{fill:#1f6f8b}
        .bar{fill:#1f6f8b}.bar.pale{fill:#c3dbe3}.bar.out{fill:#c0392b}
        .k0{fill:#1f6f8b}.k1{fill:#c0392b}.k2{fill:#e0a100}.k3{fill:#4a7c3a}.k4{fill:#7a4fa3}.k5{fill:#d2691e}
        .k6{fill:#2f9e9e}.k7{fill:#8a5a44}.centre{stroke:#222;stroke-width:1.5}
        .note{background:#fff7e6;border-left:3px solid #e0a100;padding:.4em .8em;margin:.4em 0}
        .alert{background:#fdecea;border-left-color:#c0392b}
        """;

    public static string Of(ReadReport.ModelReport report)
    {
        var page = new ReportHtml()
            .Raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Element("title", $"{report.Name} version {report.Version}")
            .Raw("<style>").Raw(Style).Raw("</style></head><body>");
        Head(page, report);
        if (report.Lifetime is { } lifetime)
        {
            LifetimeSections.Held(page, lifetime);
        }
        else if (report.Clusters is { } clusters)
        {
            ClusterSections.Found(page, clusters);
        }
        else
        {
            PropensitySections.Held(page, report);
        }

        Live(page, report);
        Shadow(page, report.Shadow);
        if (report.Lifetime is { } worth)
        {
            LifetimeSections.Learnt(page, worth);
        }
        else if (report.Report is { } learnt)
        {
            PropensitySections.Learnt(page, learnt);
        }

        return page.Raw("</body></html>\n").ToString();
    }

    private static void Head(ReportHtml page, ReadReport.ModelReport report)
    {
        var summary = report.Summary;
        var state = report.Active ? "scores" : summary.Shadow ? "is the shadow" : "does not score";
        var says = report.Target is { } target ? $"Predicts {target.Describe()}." : $"Says {report.Says}.";
        page.Element("h1", $"{report.Name}, version {report.Version}").Element(
            "p", $"{says} This version {state}.", "sub")
            .Notes(report.Check?.Alerts.Select(alert => alert.Message) ?? [], "note alert")
            .Notes(summary.Warnings ?? [], "note")
            .Table(["", ""], Facts(report, summary).Select(fact => new[] { fact.Name, fact.Value }));
    }

    private static IEnumerable<(string Name, string Value)> Facts(
        ReadReport.ModelReport report, ListModels.ModelVersionSummary summary)
    {
        yield return (
            "saved",
            $"{ReportHtml.Time(report.SavedAt)} by {summary.SavedBy ?? "somebody"}, "
            + $"{summary.Origin.ToString().ToLowerInvariant()}");
        yield return (
            "knows",
            $"{(summary.From is { } from ? ReportHtml.Time(from) : "the beginning")} "
            + $"to {ReportHtml.Time(report.Until)}");
        yield return summary.Positives is { } positives
            ? ("rows", $"{summary.Rows:N0}, {positives:N0} with the outcome")
            : ("customers", $"{summary.Rows:N0} with an order");
        if (summary.FeatureHash is { } hash)
        {
            var trees = summary.Trees > 0 ? $"{summary.Trees} trees, over " : "";
            yield return ("goes by", $"{trees}{summary.Features} features (list {hash})");
        }

        if (summary.PromotedAt is { } promoted)
        {
            yield return (
                "promoted", $"{ReportHtml.Time(promoted)} by {summary.PromotedBy}. {summary.PromotionReason}");
        }

        if (summary.Verdict is { } verdict && verdict != summary.PromotionReason)
        {
            yield return ("verdict", verdict);
        }
    }

    private static void Live(ReportHtml page, ReadReport.ModelReport report)
    {
        if (report.Check is not { } check)
        {
            return;
        }

        page.Title("On live customers").Element(
            "p",
            $"A sample of {check.Customers:N0} customers as of {ReportHtml.Time(check.At)}. "
            + (check.Score is { } score
                ? $"The spread of {Named(score.Feature)} differs from training by an index of {score.Index:0.000}."
                : "There is nothing to compare it with yet."),
            "sub");
        if (check.Past is { } past)
        {
            PropensitySections.Past(page, past);
        }

        if (check.Orders is { } orders)
        {
            LifetimeSections.Past(page, orders);
        }

        page.Plots(
            ("How far features have moved from training", ReportPlots.Drift(check.Features, report.FeatureBand)));
    }

    private static string Named(string score) => score switch
    {
        "score" => "scores",
        "cluster" => "customers over clusters",
        _ => score,
    };

    private static void Shadow(ReportHtml page, ShadowComparison? shadow)
    {
        if (shadow is null)
        {
            return;
        }

        page.Title("The shadow").Table(
            [
                "decisions scored by both", $"mean of version {shadow.ActiveVersion}",
                $"mean of version {shadow.ShadowVersion}",
                "mean distance", "correlation", "stability index"],
            [[$"{shadow.Scored:N0}", ReportHtml.Number(shadow.ActiveMean), ReportHtml.Number(shadow.ShadowMean),
                ReportHtml.Number(shadow.MeanDistance), $"{shadow.Correlation:0.000}",
                $"{shadow.StabilityIndex:0.000}"]]);
    }
}
