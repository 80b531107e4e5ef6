using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

public sealed class MeasuredContestTests
{
    private static readonly ContestMeasure Error = new("squared error", HigherIsBetter: false);
    private static readonly MeasuredContest Contest = new(Error, TimeSpan.FromDays(90));

    [Fact, Trait("clause", "MOD-15")]
    public void A_first_version_scores_if_it_beats_the_baseline_beyond_chance()
    {
        var beats = Contest.Judge(Day(10), [Against("spending as before", 1, 2)], champion: null, Day(100));
        var level = Contest.Judge(Day(10), [Against("spending as before", 1, 1)], champion: null, Day(100));
        var loses = Contest.Judge(Day(10), [Against("spending as before", 2, 1)], champion: null, Day(100));

        beats.Promoted.ShouldBeTrue();
        beats.Reason.ShouldStartWith("No version scored before. It beats spending as before, by ");
        beats.Comparisons.ShouldHaveSingleItem().Better.ShouldBe(1, 0.2);
        (beats.Customers, beats.At).ShouldBe((400, Day(10)));
        beats.Value!.Value.ShouldBe(1, 0.2);
        level.Promoted.ShouldBeFalse();
        level.Reason.ShouldStartWith("Refused: it does not beat spending as before, by ");
        loses.Promoted.ShouldBeFalse();
        loses.Comparisons[0].High.ShouldBeLessThan(0);
    }

    [Theory, Trait("clause", "MOD-15")]
    [InlineData(1.0, 1.5, 30, true, "It beats version 4, by ")]
    [InlineData(1.5, 1.0, 30, false, "Refused: version 4 beats it, by ")]
    [InlineData(1.5, 1.0, 91, false, "Refused: version 4 beats it, by ")]
    [InlineData(1.0, 1.0, 90, false, "Refused: no better than version 4 beyond chance, by ")]
    [InlineData(1.0, 1.0, 91, true, "Renewed: level with version 4, by ")]
    public void A_challenger_must_beat_the_version_that_scores_or_be_level_with_a_stale_one(
        double challenger, double champion, int age, bool promoted, string reason)
    {
        var rival = new ChampionPairing(4, Day(100 - age), Against("version 4", challenger, champion));

        var verdict = Contest.Judge(Day(10), [Against("spending as before", 1, 2)], rival, Day(100));

        verdict.Promoted.ShouldBe(promoted, verdict.Reason);
        verdict.Reason.ShouldStartWith(reason);
        verdict.Comparisons.Select(one => one.Version).ShouldBe([null, 4]);
    }

    [Fact, Trait("clause", "MOD-15")]
    public void Where_higher_is_better_the_greater_mean_wins()
    {
        var contest = new MeasuredContest(new ContestMeasure("silhouette", HigherIsBetter: true), renewAfter: null);

        var verdict = contest.Judge(Day(10), [Against("equal slices", 2, 1)], champion: null, Day(100));

        verdict.Promoted.ShouldBeTrue();
        verdict.Comparisons[0].Better.ShouldBe(1, 0.2);
        verdict.Measure.ShouldBe("silhouette");
    }

    [Fact, Trait("clause", "MOD-15")]
    public void What_cannot_be_measured_does_not_score_not_even_as_the_first()
    {
        var verdict = Contest.Judge(null, [], champion: null, Day(100));

        verdict.Promoted.ShouldBeFalse();
        verdict.Reason.ShouldStartWith("Refused: it could not be measured");
        (verdict.At, verdict.Value, verdict.Customers, verdict.Comparisons.Count).ShouldBe((null, null, 0, 0));
    }

    // The same noise for both, and a little of each one's own.
    private static Pairing Against(string name, double challenger, double other)
    {
        var random = new Random(20261122);
        var shared = Enumerable.Range(0, 400).Select(_ => random.NextDouble()).ToArray();
        double[] Around(double mean) =>
            [.. shared.Select(noise => mean + noise - 0.5 + (0.2 * random.NextDouble()) - 0.1)];
        return new Pairing(name, Around(challenger), Around(other));
    }
}
