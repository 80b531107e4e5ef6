using System.Text;
using System.Text.Json.Nodes;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using Personalization.Learning.Lifetime;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.LifetimeValue;

public sealed class LifetimeContestTests
{
    private static readonly LifetimeOptions Plain = new() { TryTrees = false };
    private static readonly LifetimeContest Contest = new(TimeSpan.FromDays(90));
    private static readonly Lazy<(LifetimeArtifact Artifact, LifetimeTrial? Trial)> Sound = new(
        () => Train(Plain, Shop(customers: 1_500, seed: 20261101)));

    [Fact, Trait("clause", "CLV-9")]
    public void A_first_version_beats_spending_as_before()
    {
        var (artifact, trial) = Sound.Value;

        var verdict = Contest.Judge(artifact, trial, champion: null);

        verdict.Promoted.ShouldBeTrue(verdict.Reason);
        verdict.Reason.ShouldStartWith("No version scored before. It beats spending as before");
        verdict.Measure.ShouldBe("deviance");
        verdict.Value!.Value.ShouldBe(artifact.Metadata.Report.Test!.Probability.Deviance!.Value, 1e-9);
        verdict.Comparisons[0].Value.ShouldBe(artifact.Metadata.Report.Test.Naive.Deviance!.Value, 1e-9);
    }

    [Fact, Trait("clause", "CLV-9")]
    public void A_worse_challenger_is_refused_and_the_same_again_is_level()
    {
        var (champion, trial) = Sound.Value;

        // Everybody is expected to order for ever: nobody ever stops.
        var worse = Contest.Judge(
            WithOrders(champion, new BetaGeometric(1, 1, 0.001, 10)), trial, champion with { Version = 1 });
        var same = Contest.Judge(champion, trial, champion with { Version = 1 });

        worse.Promoted.ShouldBeFalse();
        worse.Reason.ShouldStartWith("Refused: version 1 beats it");
        worse.Comparisons[1].High.ShouldBeLessThan(0);
        worse.Comparisons[1].Note!.ShouldContain("seven parameters");
        same.Promoted.ShouldBeFalse();
        same.Reason.ShouldStartWith("Refused: no better than version 1 beyond chance");
        same.Comparisons[1].Better.ShouldBe(0);
    }

    [Fact, Trait("clause", "CLV-9")]
    public void A_champion_that_went_wrong_is_replaced_and_an_old_one_that_is_level_renewed()
    {
        var (artifact, trial) = Sound.Value;
        var broken = WithOrders(artifact, new BetaGeometric(1, 1, 0.001, 10)) with { Version = 7 };
        var old = artifact with { Version = 8, Metadata = artifact.Metadata with { Until = Day(365 - 31) } };

        var replaced = Contest.Judge(artifact, trial, broken);
        var renewed = new LifetimeContest(TimeSpan.FromDays(30)).Judge(artifact, trial, old);

        replaced.Promoted.ShouldBeTrue(replaced.Reason);
        replaced.Reason.ShouldStartWith("It beats version 7");
        renewed.Promoted.ShouldBeTrue(renewed.Reason);
        renewed.Reason.ShouldStartWith("Renewed: level with version 8");
        renewed.Comparisons[1].Better.ShouldBe(0);
    }

    [Fact, Trait("clause", "CLV-9")]
    public void A_champion_that_knows_nothing_of_the_outcomes_speaks_for_itself()
    {
        var (artifact, trial) = Sound.Value;
        // Few customers had come by day 150, so that it knows little of them.
        var (old, _) = Train(Plain, Shop(customers: 1_500, seed: 20261101, until: 150), until: 150);

        var verdict = Contest.Judge(artifact, trial, old with { Version = 9 });

        var champion = LifetimeModel.Load(old);
        var foretold = trial!.Rows.Select(row => champion.ExpectedValue(row.Record, 90)).ToArray();
        verdict.Comparisons[1].Value.ShouldBe(trial.Spending.Deviances(foretold).Average(), 1e-9);
        verdict.Comparisons[1].Note.ShouldBeNull();
        verdict.Promoted.ShouldBe(verdict.Comparisons[1].High >= 0, verdict.Reason);
    }

    [Fact, Trait("clause", "CLV-9")]
    public void Trees_that_know_the_outcomes_are_represented_by_trees_that_do_not()
    {
        var shop = Shop(customers: 1_500, seed: 20261102).ToArray();
        var champion = Train(new LifetimeOptions(), shop).Artifact;
        var treesServe =
            champion with { Version = 3, Metadata = champion.Metadata with { Serves = LifetimeMethod.Trees } };

        var (challenger, trial) = Train(Plain, shop, champion: treesServe.Metadata);
        var verdict = Contest.Judge(challenger, trial, treesServe);

        challenger.Metadata.Serves.ShouldBe(LifetimeMethod.Probability);
        trial!.Trees.ShouldNotBeNull();
        trial.TreesServe.ShouldBeFalse();
        verdict.Comparisons[1].Note!.ShouldContain("stood in for it");
        verdict.Comparisons[1].Value.ShouldBe(challenger.Metadata.Report.Test!.Trees!.Deviance!.Value, 1e-9);
    }

    [Fact, Trait("clause", "CLV-9")]
    public void A_history_too_short_to_measure_lets_no_version_score()
    {
        var (artifact, trial) = Train(Plain, Shop(customers: 600, seed: 20261103, until: 60), until: 60);

        trial.ShouldBeNull();
        Contest.Judge(artifact, trial, champion: null).Promoted.ShouldBeFalse();
        Contest.Judge(artifact, trial, artifact with { Version = 1 }).Promoted.ShouldBeFalse();
    }

    // sklearn.metrics.mean_tweedie_deviance(..., power=1.5)
    [Theory, Trait("clause", "CLV-9")]
    [InlineData(0, 3, 6.928203230275509)]
    [InlineData(10, 12, 0.10519056299649954)]
    [InlineData(25.5, 0.9, 70.91415388447864)]
    [InlineData(400, 150, 19.629247804099705)]
    public void The_deviance_is_Tweedies_of_power_one_and_a_half(double spent, double foretold, double deviance) =>
        new HeldOutSpending([spent, 100]).Deviances([foretold, 100])[0].ShouldBe(deviance, 1e-9);

    [Fact, Trait("clause", "CLV-9")]
    public void Saying_nothing_of_anybody_does_not_win()
    {
        double[] spent = [0, 0, 0, 0, 0, 0, 0, 30, 40, 50];
        var spending = new HeldOutSpending(spent);

        var (nothing, mean) = (new double[10], Enumerable.Repeat(12.0, 10).ToArray());

        spent.Average(Math.Abs).ShouldBeLessThan(spent.Average(came => Math.Abs(came - 12)));
        spending.Deviances(nothing).Average().ShouldBeGreaterThan(2 * spending.Deviances(mean).Average());
    }

    [Fact, Trait("clause", "MOD-12")]
    public void Foretold_and_real_spending_are_kept_by_decile()
    {
        var test = Sound.Value.Artifact.Metadata.Report.Test!;

        test.Deciles!.Count.ShouldBe(10);
        test.Deciles.Sum(decile => decile.Customers).ShouldBe(test.Customers);
        test.Deciles.Sum(decile => decile.Observed * decile.Customers).ShouldBe(test.Spent, 1e-6);
        test.Deciles.Sum(decile => decile.Expected * decile.Customers).ShouldBe(test.Probability.All.Forecast, 1e-6);
        test.Deciles.Select(decile => decile.Expected).ShouldBeInOrder(SortDirection.Descending);
        test.Deciles[0].Observed.ShouldBeGreaterThan(2 * test.Deciles[9].Observed);
    }

    [Fact]
    public void A_model_stored_before_comparisons_were_kept_is_read_and_scores()
    {
        var stored = JsonNode.Parse(Sound.Value.Artifact.Metadata.ToJson())!.AsObject();
        stored.Remove("verdict");
        stored.Remove("reference");
        stored["report"]!.AsObject().Remove("importance");
        stored["report"]!["test"]!.AsObject().Remove("deciles");
        stored["report"]!["test"]!["probability"]!.AsObject().Remove("deviance").ShouldBeTrue();

        var read = LifetimeMetadata.FromJson(Encoding.UTF8.GetBytes(stored.ToJsonString()));

        (read.Verdict, read.Reference, read.Report.Importance).ShouldBe((null, null, null));
        (read.Report.Test!.Deciles, read.Report.Test.Probability.Deviance).ShouldBe((null, null));
        LifetimeModel.Load(new LifetimeArtifact(1, read, [])).Inputs.Count.ShouldBe(4);
    }

    private static LifetimeArtifact WithOrders(LifetimeArtifact artifact, BetaGeometric orders) =>
        artifact with { Metadata = artifact.Metadata with { Orders = orders } };

    private static (LifetimeArtifact Artifact, LifetimeTrial? Trial) Train(
        LifetimeOptions options, IEnumerable<CustomerTimeline> shop,
        double until = 365, LifetimeMetadata? champion = null)
    {
        var rows = new LifetimeRows(
            LifetimeTrainer.CutOffs(options, Day(0), Day(until)), options.HorizonDays, Day(until));
        foreach (var timeline in shop)
        {
            rows.Add(timeline);
        }

        return new LifetimeTrainer(options).TrainAndTest(rows, champion);
    }
}
