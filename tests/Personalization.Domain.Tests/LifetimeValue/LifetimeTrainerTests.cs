using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.LifetimeValue;

public sealed class LifetimeTrainerTests
{
    [Fact, Trait("clause", "CLV-7")]
    public void The_better_of_two_methods_on_held_out_time_serves_and_both_errors_are_told()
    {
        var rows = Rows(new LifetimeOptions(), Shop(customers: 2_000, seed: 20260115));

        var metadata = new LifetimeTrainer(new LifetimeOptions()).Train(rows).Metadata;

        var test = metadata.Report.Test!;
        Assert.Equal(Day(365 - 90), test.At);
        Assert.InRange(test.Probability.All.Forecast / test.Spent, 0.7, 1.3);
        Assert.True(test.Probability.CappedRootMeanSquare < test.Naive.CappedRootMeanSquare);
        Assert.True(test.Probability.Deviance < test.Naive.Deviance);
        Assert.NotNull(test.Trees);
        var treesAreBetter = test.Trees.Deviance < test.Probability.Deviance;
        Assert.True(metadata.Serves == LifetimeMethod.Probability || treesAreBetter);
        Assert.Equal(metadata.Serves == LifetimeMethod.Trees, metadata.Report.Trees > 0);
        Assert.Contains("held-out time", metadata.Report.Reason, StringComparison.Ordinal);
    }

    [Fact, Trait("clause", "CLV-7")]
    public void Trees_serve_where_they_see_what_order_dates_do_not_tell()
    {
        var options = new LifetimeOptions { HorizonDays = 60 };
        var rows = Rows(options, Browsers(customers: 1_500, seed: 20260116));

        var artifact = new LifetimeTrainer(options).Train(rows);

        Assert.Equal(LifetimeMethod.Trees, artifact.Metadata.Serves);
        var test = artifact.Metadata.Report.Test!;
        Assert.True(test.Trees!.CappedRootMeanSquare < test.Probability.CappedRootMeanSquare);
        Assert.True(test.Trees.Deviance < test.Probability.Deviance);
        var model = LifetimeModel.Load(artifact);
        var scores = Browsers(customers: 200, seed: 20260117).Select(timeline => Score(model, timeline)).ToArray();
        Assert.True(scores.Where((_, i) => i % 2 == 0).Average(score => score.Value365Days)
            > 1.5 * scores.Where((_, i) => i % 2 == 1).Average(score => score.Value365Days));
        Assert.All(scores, score => Assert.InRange(score.Percentile, 0, 100));
        Assert.All(scores, score => Assert.True(score.Value90Days <= score.Value365Days));
    }

    [Fact, Trait("clause", "CLV-7")]
    public void A_short_history_is_fitted_without_a_test_and_a_poor_one_refused()
    {
        var shortOne = Rows(new LifetimeOptions(), Shop(customers: 600, seed: 20260118, until: 60), until: 60);
        var poor = Rows(new LifetimeOptions(), Shop(customers: 20, seed: 20260119));

        var report = new LifetimeTrainer(new LifetimeOptions()).Train(shortOne).Metadata.Report;

        Assert.Null(report.Test);
        Assert.Contains("too short", report.Reason, StringComparison.Ordinal);
        Assert.Null(LifetimeTrainer.Refuse(shortOne));
        Assert.Contains("30 are needed", LifetimeTrainer.Refuse(poor), StringComparison.Ordinal);
    }

    [Fact, Trait("clause", "CLV-7")]
    public void What_is_spent_after_a_cut_off_is_what_the_profile_gains_in_the_horizon()
    {
        var customer = CustomerKey.Known("c");
        var rows = new LifetimeRows([new CutOff(Day(50), CutOffRole.Test)], horizonDays: 90, Day(200));

        rows.Add(Timeline(
            customer,
            Order(customer, 10, 5), Order(customer, 49, 7), Order(customer, 50, 11), Order(customer, 139, 13),
            Order(customer, 140, 17)));

        var row = Assert.Single(rows[0]);
        Assert.Equal(24, row.Spent, tolerance: 1e-9);
        Assert.Equal(1, row.Record.History.Repeats);
        Assert.Equal(6, row.Record.MeanValue, tolerance: 1e-9);
        Assert.Equal(4, Assert.Single(rows.AtEnd).History.Repeats);
    }

    private static LifetimeRows Rows(LifetimeOptions options, IEnumerable<CustomerTimeline> shop, double until = 365)
    {
        var rows = new LifetimeRows(
            LifetimeTrainer.CutOffs(options, Day(0), Day(until)), options.HorizonDays, Day(until));
        foreach (var timeline in shop)
        {
            rows.Add(timeline);
        }

        return rows;
    }

    // Everybody orders alike for a while; those who look around go on, the others stop for good.
    private static IEnumerable<CustomerTimeline> Browsers(int customers, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < customers; i++)
        {
            var customer = CustomerKey.Known($"b-{i}");
            var events = new List<StoredEvent>();
            for (var day = random.NextDouble() * 20; day < 365; day -= Math.Log(1 - random.NextDouble()) * 30)
            {
                if (i % 2 == 0 || day < 20)
                {
                    events.Add(Order(customer, day, 20 + random.Next(20)));
                }

                if (i % 2 == 0)
                {
                    events.Add(View(customer, Math.Max(0, day - 1)));
                }
            }

            yield return Timeline(customer, [.. events]);
        }
    }

    private static LifetimeScore Score(LifetimeModel model, CustomerTimeline timeline)
    {
        var replay = timeline.Start();
        replay.MoveTo(Day(365));
        var features = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(replay.Profile, Day(365), features);
        Assert.True(model.TryScore(replay.Profile, Day(365), features, out var score));
        return score;
    }
}
