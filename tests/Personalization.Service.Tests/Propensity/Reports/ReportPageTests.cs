using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Personalization.Domain.Propensity;
using Personalization.Service.Propensity;
using Personalization.Service.Propensity.Reports;
using Shouldly;

namespace Personalization.Service.Tests.Propensity.Reports;

public sealed partial class ReportPageTests
{
    private const string Nasty = "<script>alert('x')</script>\"&";

    private static readonly DateTimeOffset At = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);

    [Fact, Trait("clause", "MOD-12")]
    public void The_page_has_every_plot_and_needs_nothing_else()
    {
        var page = ReportPage.Of(Report("purchase"));

        foreach (var title in new[]
        {
            "ROC curve", "Calibration", "Gains", "Lift by decile", "Importance: share of the gain",
            "Drift: stability index against training", "Past scores and what came of them", "Calibration of past scores",
        })
        {
            page.ShouldContain($"<title>{title}</title>");
        }

        External().Matches(page).ShouldBeEmpty();
        foreach (Match svg in Svg().Matches(page))
        {
            Should.NotThrow(() => XElement.Parse(svg.Value));
            Number().Matches(svg.Value).Select(match => double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture))
                .ShouldAllBe(value => value >= -0.01 && value <= 600);
        }

        Svg().Count(page).ShouldBe(8);
        page.ShouldContain("It beats version 1");
        page.ShouldContain("scores are odd");
    }

    [Fact, Trait("clause", "MOD-12")]
    public void Whatever_is_shown_is_escaped()
    {
        var page = ReportPage.Of(Report(Nasty));

        page.ShouldNotContain("<script", Case.Insensitive);
        page.ShouldContain("&lt;script&gt;");
        page.ShouldNotContain("alert('x')");
    }

    [Fact, Trait("clause", "MOD-12")]
    public void An_upload_without_measures_has_a_page_too()
    {
        var report = Report("purchase");

        var page = ReportPage.Of(report with
        {
            Verdict = null,
            Curves = null,
            Check = null,
            Summary = null,
            Report = report.Report with { Test = null, Baseline = null, CutOffs = [], Importance = [] },
        });

        page.ShouldContain("It was not measured");
        Svg().Matches(page).ShouldBeEmpty();
    }

    private static ReadReport.ModelReport Report(string name)
    {
        var quality = new BinaryQuality(1000, 300, 0.8, 0.5, 0.2, 2.5);
        DecileOutcome[] deciles = [.. Enumerable.Range(1, 10).Select(i => new DecileOutcome(i, 100, 0.75 - (i * 0.07), 0.7 - (i * 0.065)))];
        var training = new TrainingReport
        {
            CutOffs = [new CutOffSize(At, CutOffRole.Test, 1000, 300)],
            Rows = 5000,
            Positives = 1400,
            CustomerShare = 1,
            Trees = 80,
            Test = quality,
            Baseline = quality,
            Importance = [new FeatureShare(name, 0.6), new FeatureShare("orders_30d", 0.4)],
            Missing = [],
        };
        var target = new PropensityTarget
        {
            Name = name,
            Outcome = PropensityOutcome.Events,
            HorizonDays = 30,
            Condition = $"event.name == {name}",
        };
        return new ReadReport.ModelReport(name, 2, true, At, At, target, new TrainingParameters(), [name], training)
        {
            Summary = new ListModels.ModelVersionSummary(2, true, At, At, 5000, 1400, quality)
            {
                SavedBy = name,
                PromotedAt = At,
                PromotedBy = name,
                PromotionReason = name,
                Warnings = [name],
            },
            Verdict = new Verdict(
                true, "It beats version 1", At, 1000, 0.5, [new ContestComparison("champion", 1, 0.52, 0.02, 0.01, 0.03, name)]),
            Curves = new TestCurves([new RocPoint(0, 0), new RocPoint(0.2, 0.7), new RocPoint(1, 1)], deciles),
            FeatureBand = 0.25,
            Check = new ModelCheck(
                name, 2, At, 1000, new FeatureDrift("score", 0.3, 0.01), [new FeatureDrift(name, 0.4, 0.01)],
                new PastScores(1, At, quality, deciles),
                [new ModelAlert(name, 2, AlertKind.ScoreDrift, "score", 0.3, 0.25, At, "scores are odd")]),
        };
    }

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline, 5000)]
    private static partial Regex Svg();

    [GeneratedRegex("(src|href)=|url\\(|@import|https?://", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex External();

    [GeneratedRegex(" (x|y|x1|x2|y1|y2|cx|cy|width|height)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Number();
}
