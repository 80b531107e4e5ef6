using Personalization.Learning.Evaluation;
using Personalization.Learning.Numerics;

namespace Personalization.Domain.Propensity;

/// <summary>A model's probabilities for customers at a cut-off it knew nothing after, and what they did.</summary>
/// <param name="At">The cut-off.</param>
/// <param name="Labels">1 with the outcome, 0 without.</param>
/// <param name="Probabilities">The model's, in the same order.</param>
/// <param name="Constant">The rate of the outcome before: what somebody would say who knew nothing else.</param>
public sealed record HeldOutScores(DateTimeOffset At, float[] Labels, double[] Probabilities, double Constant)
{
    /// <summary>
    /// Those of a logistic regression learnt and calibrated on the same rows; null where the model is one itself.
    /// </summary>
    public double[]? Logistic { get; init; }

    /// <summary>Those of this regression with trees beside it; null where none were tried.</summary>
    public double[]? WithTrees { get; init; }
}

/// <summary>The version that scores, asked about the same customers as its challenger.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Until">What it knows ends here.</param>
/// <param name="Probabilities">For the challenger's test customers, in their order.</param>
/// <param name="Note">How they came about, where that bears on fairness; null otherwise.</param>
public sealed record ChampionScores(int Version, DateTimeOffset Until, double[] Probabilities, string? Note);

/// <summary>A challenger's log loss beside another's on the same customers.</summary>
/// <param name="Against">
/// Who: <c>constant</c>, <c>logistic</c> (of a model with trees), <c>trees</c> (a logistic regression with trees beside
/// it, of one without), <c>champion</c>.
/// </param>
/// <param name="Version">The champion's version.</param>
/// <param name="LogLoss">The other's.</param>
/// <param name="Better">By how much the challenger's is lower; negative where it is higher.</param>
/// <param name="Low">The lower end of the 95 % interval of that, by a paired bootstrap over customers.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Note">What bears on fairness.</param>
public sealed record ContestComparison(
    string Against, int? Version, double LogLoss, double Better, double Low, double High, string? Note);

/// <summary>Whether a challenger is to score, and why.</summary>
/// <param name="Promoted">The answer.</param>
/// <param name="Reason">In words.</param>
/// <param name="At">The cut-off they met at; null when nothing could be measured.</param>
/// <param name="Customers">How many customers they were asked about.</param>
/// <param name="LogLoss">The challenger's; null when nothing could be measured.</param>
/// <param name="Comparisons">With whom it was compared.</param>
public sealed record Verdict(
    bool Promoted,
    string Reason,
    DateTimeOffset? At,
    int Customers,
    double? LogLoss,
    IReadOnlyList<ContestComparison> Comparisons);

/// <summary>
/// Decides whether a newly trained version is to score: only if it beats saying the rate of the outcome, a logistic
/// regression (unless it is one) and the version that scores, all on the same newest customers and beyond what chance
/// explains.
/// </summary>
/// <remarks>
/// Within chance of the champion a challenger is refused, unless what the champion knows is older than
/// <paramref name="renewAfter"/>: then the fresher one is preferred.
/// </remarks>
/// <param name="renewAfter">Null: never.</param>
public sealed class Contest(TimeSpan? renewAfter)
{
    private readonly ChampionRule _rule = new(renewAfter);

    /// <summary>Judges a challenger.</summary>
    /// <param name="challenger">Null when the history leaves no time to measure it on.</param>
    /// <param name="champion">Null when no version scores.</param>
    /// <param name="until">What the challenger knows ends here.</param>
    public Verdict Judge(HeldOutScores? challenger, ChampionScores? champion, DateTimeOffset until)
    {
        if (challenger is null || challenger.Labels.Length == 0)
        {
            return new Verdict(false, ChampionRule.Unmeasured, null, 0, null, []);
        }

        var constant = new double[challenger.Labels.Length];
        Array.Fill(constant, challenger.Constant);
        var comparisons = new List<ContestComparison> { Compare(challenger, "constant", constant) };
        if ((challenger.Logistic ?? challenger.WithTrees) is { } other)
        {
            comparisons.Add(Compare(challenger, challenger.Logistic is null ? "trees" : "logistic", other));
        }

        if (champion is not null)
        {
            comparisons.Add(Compare(challenger, "champion", champion.Probabilities) with
            {
                Version = champion.Version,
                Note = champion.Note,
            });
        }

        var (promoted, why) = Decide(comparisons, champion, until);
        return new Verdict(
            promoted, why, challenger.At, challenger.Labels.Length,
            BinaryMetrics.LogLoss(challenger.Probabilities, challenger.Labels), comparisons);
    }

    /// <summary>Whether a model with trees beats the logistic regression without them beyond chance.</summary>
    internal static bool TreesHelp(HeldOutScores withTrees) =>
        Compare(withTrees, "logistic", withTrees.Logistic!).Low > 0;

    private (bool Promoted, string Reason) Decide(
        List<ContestComparison> comparisons, ChampionScores? champion, DateTimeOffset until)
    {
        var constant = comparisons[0];
        if (constant.Low <= 0)
        {
            return (false, $"Refused: it does not beat saying the rate of the outcome, {Interval(constant)}.");
        }

        if (comparisons.Find(one => one.Against == "logistic") is { Low: <= 0 } logistic)
        {
            return (false, logistic.High < 0
                ? $"Refused: a logistic regression beats it, {Interval(logistic)}."
                : $"Refused: no better than a logistic regression beyond chance, {Interval(logistic)}.");
        }

        var against = comparisons[^1];
        return _rule.Decide(
            champion is null
                ? null
                : new ChampionMeeting(champion.Version, champion.Until, against.Low, against.High, Interval(against)),
            until,
            Baselines(comparisons));
    }

    private static string Baselines(List<ContestComparison> comparisons)
    {
        var other = comparisons.Find(one => one.Against is "logistic" or "trees");
        var constant = $"It beats the constant, {Interval(comparisons[0])}";
        return other?.Against switch
        {
            "logistic" => $"{constant}, and the logistic regression, {Interval(other)}.",
            "trees" => $"{constant}. It is a logistic regression alone: trees beside it do not make it better beyond "
                + $"chance, {Interval(other with { Better = -other.Better, Low = -other.High, High = -other.Low })}.",
            _ => $"{constant}.",
        };
    }

    private static ContestComparison Compare(HeldOutScores challenger, string against, double[] other)
    {
        var gains = new double[challenger.Labels.Length];
        for (var row = 0; row < gains.Length; row++)
        {
            gains[row] =
                Loss(other[row], challenger.Labels[row]) - Loss(challenger.Probabilities[row], challenger.Labels[row]);
        }

        var interval = Bootstrap.Mean(gains);
        return new ContestComparison(
            against, null, BinaryMetrics.LogLoss(other, challenger.Labels), interval.Value, interval.Low,
            interval.High, null);
    }

    // As BinaryMetrics has it: equation (14).
    private static double Loss(double probability, float label)
    {
        const double least = 2.2e-16;
        var p = Math.Clamp(probability, least, 1 - least);
        return label > 0 ? -Portable.Log(p) : -Portable.Log(1 - p);
    }

    private static string Interval(ContestComparison comparison) =>
        $"by {comparison.Better:0.0000} in log loss (95 % interval {comparison.Low:0.0000} to "
            + $"{comparison.High:0.0000})";
}
