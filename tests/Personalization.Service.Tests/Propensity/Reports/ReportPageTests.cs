using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Personalization.Domain.Clusters;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using Personalization.Learning.Clustering;
using Personalization.Learning.Lifetime;
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
            "Drift: stability index against training", "Past scores and what came of them",
            "Calibration of past scores",
        })
        {
            page.ShouldContain($"<title>{title}</title>");
        }

        IsSound(page, plots: 8);
        page.ShouldContain("It beats version 1");
        page.ShouldContain("scores are odd");
    }

    [Fact, Trait("clause", "MOD-12")]
    public void Whatever_is_shown_is_escaped()
    {
        IsEscaped(ReportPage.Of(Report(Nasty)));
    }

    [Fact, Trait("clause", "MOD-12")]
    public void Lifetime_value_has_a_page_with_its_own_plots()
    {
        var page = ReportPage.Of(Lifetime("lifetime"));

        foreach (var title in new[]
        {
            "Foretold and real spending by decile", "Calibration of values", "Gains",
            "Expected and real orders by decile",
            "Calibration of past orders", "Drift: stability index against training", "Importance: share of the gain",
            "Values by rank",
        })
        {
            page.ShouldContain($"<title>{title}</title>");
        }

        IsSound(page, plots: 8);
        page.ShouldContain("boosted trees (serve)");
        page.ShouldContain("The spread of value_365d differs from training by an index of 0.300.");
        page.ShouldContain("orders stay away");
        IsEscaped(ReportPage.Of(Lifetime(Nasty)));
    }

    [Fact, Trait("clause", "MOD-12")]
    public void Clusters_have_a_page_with_a_picture_of_them()
    {
        var page = ReportPage.Of(Clusters("clusters"));

        string[] titles = ["Clusters", "Silhouette by number of clusters", "Drift: stability index against training"];
        foreach (var title in titles)
        {
            page.ShouldContain($"<title>{title}</title>");
        }

        IsSound(page, plots: 3);
        page.ShouldContain("The spread of customers over clusters differs from training by an index of 0.300.");
        page.ShouldContain("silhouette 0.410");
        IsEscaped(ReportPage.Of(Clusters(Nasty)));
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
            Summary = new ListModels.ModelVersionSummary(2, true, At, At, 0, 0, null) { Origin = ModelOrigin.Uploaded },
            Report = report.Report! with { Test = null, Baseline = null, CutOffs = [], Importance = [] },
        });

        page.ShouldContain("It was not measured");
        Svg().Matches(page).ShouldBeEmpty();
    }

    private static void IsSound(string page, int plots)
    {
        External().Matches(page).ShouldBeEmpty();
        foreach (Match svg in Svg().Matches(page))
        {
            Should.NotThrow(() => XElement.Parse(svg.Value));
            Number().Matches(svg.Value).Select(
                match => double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture))
                .ShouldAllBe(value => value >= -0.01 && value <= 600);
        }

        Svg().Count(page).ShouldBe(plots);
    }

    private static void IsEscaped(string page)
    {
        page.ShouldNotContain("<script", Case.Insensitive);
        page.ShouldContain("&lt;script&gt;");
        page.ShouldNotContain("alert('x')");
    }

    private static ReadReport.ModelReport Report(string name)
    {
        var quality = new BinaryQuality(1000, 300, 0.8, 0.5, 0.2, 2.5);
        DecileOutcome[] deciles =
            [.. Enumerable.Range(1, 10).Select(i => new DecileOutcome(i, 100, 0.75 - (i * 0.07), 0.7 - (i * 0.065)))];
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
        return new ReadReport.ModelReport(
            name, 2, true, At, At, Summary(name) with { Positives = 1400, Test = quality })
        {
            Target = target,
            Parameters = new TrainingParameters(),
            Features = [name],
            Report = training,
            Verdict = new Verdict(
                true, "It beats version 1", At, 1000, 0.5,
                [new ContestComparison("champion", 1, 0.52, 0.02, 0.01, 0.03, name)]),
            Curves = new TestCurves([new RocPoint(0, 0), new RocPoint(0.2, 0.7), new RocPoint(1, 1)], deciles),
            FeatureBand = 0.25,
            Check = new ModelCheck(
                name, 2, At, 1000, new FeatureDrift("score", 0.3, 0.01), [new FeatureDrift(name, 0.4, 0.01)],
                new PastScores(1, At, quality, deciles),
                [new ModelAlert(name, 2, AlertKind.ScoreDrift, "score", 0.3, 0.25, At, "scores are odd")]),
        };
    }

    private static ListModels.ModelVersionSummary Summary(string name) => new(2, true, At, At, 5000, null, null)
    {
        SavedBy = name,
        PromotedAt = At,
        PromotedBy = name,
        PromotionReason = name,
        Verdict = "It beats version 1",
        Warnings = [name],
    };

    private static ReadReport.ModelReport Lifetime(string name) => new(name, 2, true, At, At, Summary(name))
    {
        Says = name,
        FeatureBand = 0.25,
        Lifetime = new LifetimeMetadata
        {
            Until = At,
            HorizonDays = 90,
            YearlyDiscount = 0,
            Orders = new BetaGeometric(0.8, 6, 0.9, 3),
            Values = new GammaGamma(6, 4, 15),
            MeanValue = 30,
            ValueQuantiles = [0, 10, 50, 200, 1000],
            Serves = LifetimeMethod.Trees,
            Verdict = Verdict(name),
            Report = new LifetimeReport(
                5000, 2000, -9120.4, 80, name,
                new LifetimeTest(At, 4000, 81_000, 900, Off(70_000), Off(80_000), Off(190_000))
                {
                    Deciles = Amounts(120),
                })
            {
                Importance = [new FeatureShare(name, 0.6)],
            },
        },
        Check = new ModelCheck(
            name, 2, At, 1000, new FeatureDrift("value_365d", 0.3, 0.01), [new FeatureDrift(name, 0.4, 0.01)], null,
            [new ModelAlert(name, 2, AlertKind.Calibration, "orders", 0.4, 0.3, At, "orders stay away")])
        {
            Orders = new PastOrders(1, At, 30, Amounts(2), [.. Enumerable.Repeat(0.1, 10)]),
        },
    };

    private static ReadReport.ModelReport Clusters(string name) => new(name, 2, true, At, At, Summary(name))
    {
        Says = name,
        FeatureBand = 0.25,
        Clusters = new ClusterMetadata
        {
            Until = At,
            Space = new ClusterSpace(["recency_days"], [new ColumnScale(false, 0, 0, 1)]),
            NextNumber = 4,
            Clusters = [.. Enumerable.Range(1, 3).Select(i => new CustomerCluster(
                $"c{i}", name, name, 100, 1.0 / 3, [i], [new ClusterDifference(name, 3, 5, -1, name)], i - 2, 2 - i))],
            Verdict = Verdict(name),
            Report = new ClusterReport(
                300, 40, 0.41, 0.9, [new ClusterTrial(3, 40, 0.41, 0.9), new ClusterTrial(4, 30, -0.1, 1.9)],
                [0.6, 0.3],
                [new PicturePoint(-4, 2, "c1"), new PicturePoint(5, -1, "c2"), new PicturePoint(0, 0, "c3")]),
        },
        Check = new ModelCheck(
            name, 2, At, 1000, new FeatureDrift("cluster", 0.3, 0.01), [new FeatureDrift(name, 0.4, 0.01)], null, []),
    };

    private static MeasuredVerdict Verdict(string name) => new(
        true, "It beats version 1", name, At, 4000, 12.5, [new MeasuredComparison(name, 1, 14, 1.5, 0.5, 2.5, name)]);

    private static LifetimeError Off(double foretold) => new(new ForecastError(foretold, 30, 110), 90);

    private static DecileOutcome[] Amounts(double most) =>
        [.. Enumerable.Range(1, 10).Select(i => new DecileOutcome(i, 400, most / i, most / (i + 0.5)))];

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline, 5000)]
    private static partial Regex Svg();

    [GeneratedRegex("(src|href)=|url\\(|@import|https?://", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex External();

    [GeneratedRegex(" (x|y|x1|x2|y1|y2|cx|cy|width|height)=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Number();
}
