using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

public sealed class ContestTests
{
    private const int Customers = 4000;

    private static readonly double[] Truth = MakeTruth();

    private static readonly float[] Labels = MakeLabels();

    [Fact, Trait("clause", "MOD-8")]
    public void The_first_version_scores_when_it_beats_the_baselines()
    {
        var verdict = Judge(Truth, champion: null);

        verdict.Promoted.ShouldBeTrue();
        verdict.Reason.ShouldStartWith("No version scored before. It beats the constant");
        (verdict.At, verdict.Customers).ShouldBe((Day(300), Customers));
        verdict.Comparisons.Select(one => one.Against).ShouldBe(["constant", "logistic"]);
        verdict.Comparisons.ShouldAllBe(one => one.Low <= one.Better && one.Better <= one.High);
        verdict.Comparisons[0].LogLoss.ShouldBe(verdict.LogLoss!.Value + verdict.Comparisons[0].Better, 1e-9);
    }

    [Fact, Trait("clause", "MOD-8")]
    public void Trees_that_are_only_level_with_a_logistic_regression_are_refused_and_the_regression_itself_is_not()
    {
        double[] nearly = [.. Truth.Select((p, i) => p + (i % 2 == 0 ? 0.002 : -0.002))];

        var trees = Judge(Truth, champion: null, logistic: nearly);
        var same = Judge(Truth, champion: null, logistic: Truth);
        var line = new Contest(TimeSpan.FromDays(90)).Judge(
            new HeldOutScores(Day(300), Labels, nearly, Truth.Average()) { WithTrees = Truth }, null, Day(330));

        trees.Promoted.ShouldBeFalse();
        trees.Reason.ShouldStartWith("Refused: no better than a logistic regression beyond chance, by ");
        (trees.Comparisons[1].Low < 0, trees.Comparisons[1].High > 0).ShouldBe((true, true));
        same.Promoted.ShouldBeFalse();
        same.Comparisons[1].Better.ShouldBe(0);
        line.Promoted.ShouldBeTrue(line.Reason);
        line.Reason.ShouldContain(
            "It is a logistic regression alone: trees beside it do not make it better beyond chance, by ");
        line.Comparisons.Select(one => one.Against).ShouldBe(["constant", "trees"]);
        line.Comparisons[1].Better.ShouldBe(-trees.Comparisons[1].Better, 1e-12);
    }

    [Fact, Trait("clause", "MOD-8")]
    public void One_that_says_nothing_or_loses_to_a_logistic_regression_is_refused_even_as_the_first()
    {
        var random = new Random(8);
        var shuffled = Truth.OrderBy(_ => random.Next()).ToArray();

        var noise = Judge(shuffled, champion: null);
        double[] level = [.. Truth.Select((_, i) => Truth.Average() + (i % 2 == 0 ? 0.002 : -0.002))];
        var constant = Judge(level, champion: null, logistic: level);
        var weak = Judge(Towards(Truth, 0.5), champion: null, logistic: Truth);

        noise.Promoted.ShouldBeFalse();
        noise.Reason.ShouldStartWith("Refused: it does not beat saying the rate");
        constant.Reason.ShouldStartWith("Refused: it does not beat saying the rate");
        (constant.Comparisons[0].Low < 0, constant.Comparisons[0].High > 0).ShouldBe((true, true));
        weak.Promoted.ShouldBeFalse();
        weak.Reason.ShouldStartWith("Refused: a logistic regression beats it");
    }

    [Fact, Trait("clause", "MOD-8")]
    public void A_challenger_replaces_the_champion_only_when_it_is_better_beyond_chance()
    {
        var blurred = Towards(Truth, 0.4);
        var nearly = Truth.Select((p, i) => p + (i % 2 == 0 ? 0.002 : -0.002)).ToArray();

        var better = Judge(Truth, Champion(blurred));
        var worse = Judge(blurred, Champion(Truth), logistic: Towards(Truth, 0.8));
        var level = Judge(Truth, Champion(nearly));
        var same = Judge(Truth, Champion(Truth));

        better.Promoted.ShouldBeTrue();
        better.Reason.ShouldStartWith("It beats version 7, by 0.0");
        worse.Promoted.ShouldBeFalse();
        worse.Reason.ShouldStartWith("Refused: version 7 beats it, by -0.0");
        level.Promoted.ShouldBeFalse();
        level.Reason.ShouldStartWith("Refused: no better than version 7 beyond chance");
        same.Promoted.ShouldBeFalse();
        same.Comparisons[2].Better.ShouldBe(0);
    }

    [Theory, Trait("clause", "MOD-8")]
    [InlineData(89, false)]
    [InlineData(91, true)]
    public void One_that_is_level_with_a_champion_of_old_knowledge_renews_it(int age, bool promoted)
    {
        var verdict = Judge(Truth, Champion(Truth) with { Until = Day(330 - age) });

        verdict.Promoted.ShouldBe(promoted);
        verdict.Reason.ShouldStartWith(promoted ? "Renewed: level with version 7" : "Refused: no better");
    }

    [Fact, Trait("clause", "MOD-8")]
    public void What_cannot_be_measured_does_not_score()
    {
        var contest = new Contest(renewAfter: null);

        var first = contest.Judge(null, null, Day(330));
        var second = contest.Judge(null, Champion(Truth), Day(330));

        first.Promoted.ShouldBeFalse();
        first.Reason.ShouldStartWith("Refused: it could not be measured");
        second.Promoted.ShouldBeFalse();
    }

    [Fact, Trait("clause", "MOD-8")]
    public void The_verdict_survives_in_the_metadata()
    {
        var verdict = Judge(Truth, Champion(Towards(Truth, 0.4)) with { Note = "a note" });
        var json = System.Text.Json.JsonSerializer.Serialize(verdict, PropensityJson.Default.Verdict);

        var read = System.Text.Json.JsonSerializer.Deserialize(json, PropensityJson.Default.Verdict)!;

        read.Comparisons.ShouldBe(verdict.Comparisons);
        (read with { Comparisons = verdict.Comparisons }).ShouldBe(verdict);
        json.ShouldContain("a note");
    }

    private static Verdict Judge(double[] challenger, ChampionScores? champion, double[]? logistic = null) =>
        new Contest(TimeSpan.FromDays(90)).Judge(
            new HeldOutScores(Day(300), Labels, challenger, Truth.Average())
            {
                Logistic = logistic ?? Towards(Truth, 0.3),
            },
            champion,
            Day(330));

    private static ChampionScores Champion(double[] probabilities) => new(7, Day(325), probabilities, Note: null);

    private static double[] MakeTruth()
    {
        var random = new Random(3);
        var chances = Enumerable.Range(0, Customers);
        return [.. chances.Select(_ => 0.05 + (0.7 * random.NextDouble() * random.NextDouble()))];
    }

    private static float[] MakeLabels()
    {
        var random = new Random(4);
        return [.. Truth.Select(p => random.NextDouble() < p ? 1f : 0f)];
    }

    // Part of the way from what is true to the mean: less is told apart.
    private static double[] Towards(double[] probabilities, double part)
    {
        var mean = probabilities.Average();
        return [.. probabilities.Select(p => p + (part * (mean - p)))];
    }
}
