using Personalization.Domain.Events;
using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

/// <summary>Customers who order at random, each day with the same chance, and more of them of late.</summary>
public sealed class NewestLevelTests
{
    private static readonly DateTimeOffset Until = Day(240);
    private static readonly TrainingParameters Parameters = new() { Rounds = 30, RoundsWithoutValidation = 30 };

    [Theory, Trait("clause", "SCO-15")]
    [InlineData(0.012, 0.012)]
    [InlineData(0.012, 0.030)]
    [InlineData(0.030, 0.012)]
    public void The_mean_probability_follows_what_customers_did_last(double before, double lately)
    {
        var (artifact, recent) = Train(PropensityTarget.Purchase, customers: 1500, before, lately, since: 200);

        artifact.Metadata.Report.LevelShift.ShouldNotBeNull();
        MeanToday(artifact, recent).ShouldBe(1 - Math.Pow(1 - lately, 30), 0.05);
    }

    [Fact, Trait("clause", "SCO-15")]
    public void Who_stays_away_is_counted_the_other_way_round()
    {
        var target = PropensityTarget.Churn with { HorizonDays = 30 };

        var (artifact, recent) = Train(target, customers: 1500, before: 0.012, lately: 0.030, since: 200);

        artifact.Metadata.Report.LevelShift.ShouldNotBeNull();
        MeanToday(artifact, recent).ShouldBe(Math.Pow(1 - 0.030, 30), 0.05);
    }

    [Fact, Trait("clause", "SCO-15")]
    public void What_is_known_in_part_counts_before_it_is_known_in_full()
    {
        var (artifact, recent) = Train(
            PropensityTarget.Purchase, customers: 1500, before: 0.012, lately: 0.030, since: 225);

        var calibration = artifact.Metadata.Calibration!;
        var without = artifact with
        {
            Metadata = artifact.Metadata with
            {
                Calibration = calibration with
                {
                    Intercept = calibration.Intercept - artifact.Metadata.Report.LevelShift!.Value,
                },
            },
        };
        var comes = 1 - Math.Pow(1 - 0.030, 30);
        MeanToday(artifact, recent).ShouldBe(comes, 0.10);
        Math.Abs(MeanToday(without, recent) - comes).ShouldBeGreaterThan(0.10);
    }

    [Fact, Trait("clause", "SCO-15")]
    public void Too_few_outcomes_leave_the_level_as_it_is()
    {
        var (artifact, _) = Train(PropensityTarget.Purchase, customers: 250, before: 0.02, lately: 0.02, since: 200);

        artifact.Metadata.Report.LevelShift.ShouldBeNull();
    }

    [Fact]
    public void Recent_instants_lie_between_a_third_and_two_thirds_of_the_horizon_and_at_the_end()
    {
        var ofMonth = CutOffs.Recent(PropensityTarget.Purchase, Parameters, Until);
        var ofQuarter = CutOffs.Recent(PropensityTarget.Churn, Parameters, Until);
        var ofDays = CutOffs.Recent(PropensityTarget.Purchase with { HorizonDays = 3 }, Parameters, Until);

        ofMonth.Select(cutOff => (Until - cutOff.At).TotalDays).ShouldBe([20, 10, 0]);
        ofQuarter.Select(cutOff => (Until - cutOff.At).TotalDays).ShouldBe([60, 50, 40, 30, 0]);
        ofDays.Select(cutOff => (Until - cutOff.At).TotalDays).ShouldBe([2, 1, 0]);
    }

    private static double MeanToday(ModelArtifact artifact, TrainingRows recent) => PropensityEvaluation.Probabilities(
        PropensityModel.Load(artifact), recent, key => key.CutOff == recent.CutOffs.Count - 1).Average();

    private static (ModelArtifact Artifact, TrainingRows Recent) Train(
        PropensityTarget target, int customers, double before, double lately, int since)
    {
        var rows = new TrainingSetBuilder(target, CutOffs.Place(target, Parameters, Day0, Until));
        var recent = new TrainingSetBuilder(target, CutOffs.Recent(target, Parameters, Until));
        var random = new Random(41);
        for (var c = 0; c < customers; c++)
        {
            var customer = CustomerKey.Known($"c{c}");
            var events = new List<StoredEvent> { Order(customer, c % 20) };
            for (var day = 20; day < 240; day++)
            {
                if (random.NextDouble() < (day < since ? before : lately))
                {
                    events.Add(Order(customer, day));
                }
            }

            var timeline = CustomerTimeline.Read(customer, events, Until);
            rows.Add(timeline);
            recent.Add(timeline);
        }

        var artifact = new PropensityTrainer(target, Parameters).Train(rows.Rows, Until, recent.Rows);
        return (artifact, recent.Rows);
    }
}
