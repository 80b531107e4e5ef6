using Personalization.Learning.Evaluation;

namespace Personalization.Domain.Propensity;

/// <summary>By what challengers of a kind are measured.</summary>
/// <param name="Name">In words: <c>silhouette</c>.</param>
/// <param name="HigherIsBetter">False for errors.</param>
/// <param name="Format">How its values are written.</param>
public sealed record ContestMeasure(string Name, bool HigherIsBetter, string Format = "0.0000");

/// <summary>
/// The measure of every customer for a challenger and for another: the same customers in the same order.
/// </summary>
/// <param name="Against">Who the other is, in words.</param>
/// <param name="Challenger">The challenger's.</param>
/// <param name="Other">The other's.</param>
/// <param name="Note">What bears on fairness; null otherwise.</param>
public sealed record Pairing(string Against, double[] Challenger, double[] Other, string? Note = null);

/// <summary>The version that scores, paired with its challenger.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Until">What it knows ends here.</param>
/// <param name="Pairing">Over the customers that baselines were measured over, or as many others.</param>
public sealed record ChampionPairing(int Version, DateTimeOffset Until, Pairing Pairing);

/// <summary>A challenger beside another, by the mean over the same customers.</summary>
/// <param name="Against">Who, in words.</param>
/// <param name="Version">The champion's version; null of baselines.</param>
/// <param name="Value">The other's.</param>
/// <param name="Better">By how much the challenger is better; negative where it is worse.</param>
/// <param name="Low">The lower end of the 95 % interval of that, by a paired bootstrap over customers.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Note">What bears on fairness.</param>
public sealed record MeasuredComparison(
    string Against, int? Version, double Value, double Better, double Low, double High, string? Note);

/// <summary>Whether a challenger is to score, and why: <see cref="Verdict"/> by a measure that it names.</summary>
/// <param name="Promoted">The answer.</param>
/// <param name="Reason">In words.</param>
/// <param name="Measure">By what.</param>
/// <param name="At">As of when customers were looked at; null when nothing could be measured.</param>
/// <param name="Customers">How many customers they met over.</param>
/// <param name="Value">The challenger's mean; null when nothing could be measured.</param>
/// <param name="Comparisons">With whom it was compared, baselines first.</param>
public sealed record MeasuredVerdict(
    bool Promoted,
    string Reason,
    string Measure,
    DateTimeOffset? At,
    int Customers,
    double? Value,
    IReadOnlyList<MeasuredComparison> Comparisons);

/// <summary>
/// Decides as <see cref="Contest"/> does, by other measures than log loss: a challenger scores only if it beats the
/// baselines and the version that scores, on the same newest customers and beyond what chance explains.
/// </summary>
/// <remarks>
/// Within chance of the champion a challenger is refused, unless what the champion knows is older than
/// <paramref name="renewAfter"/>: then the fresher one is preferred.
/// </remarks>
/// <param name="measure">By what.</param>
/// <param name="renewAfter">Null: never.</param>
public sealed class MeasuredContest(ContestMeasure measure, TimeSpan? renewAfter)
{
    private readonly ChampionRule _rule = new(renewAfter);

    /// <summary>Judges a challenger.</summary>
    /// <param name="at">As of when customers were looked at.</param>
    /// <param name="baselines">Empty when there is nothing to measure the challenger on.</param>
    /// <param name="champion">Null when no version scores.</param>
    /// <param name="until">What the challenger knows ends here.</param>
    public MeasuredVerdict Judge(
        DateTimeOffset? at, IReadOnlyList<Pairing> baselines, ChampionPairing? champion, DateTimeOffset until)
    {
        if (baselines.Count == 0)
        {
            return new MeasuredVerdict(false, ChampionRule.Unmeasured, measure.Name, null, 0, null, []);
        }

        var comparisons = baselines.Select(baseline => Compare(baseline, version: null)).ToList();
        if (champion is not null)
        {
            comparisons.Add(Compare(champion.Pairing, champion.Version));
        }

        var (promoted, reason) = Decide(comparisons, champion, until);
        return new MeasuredVerdict(
            promoted,
            reason,
            measure.Name,
            at,
            baselines[0].Challenger.Length,
            baselines[0].Challenger.Average(),
            comparisons);
    }

    private (bool Promoted, string Reason) Decide(
        IReadOnlyList<MeasuredComparison> comparisons, ChampionPairing? champion, DateTimeOffset until)
    {
        var baselines = comparisons.Where(one => one.Version is null).ToArray();
        if (Array.Find(baselines, one => one.Low <= 0) is { } unbeaten)
        {
            return (false, $"Refused: it does not beat {unbeaten.Against}, {Interval(unbeaten)}.");
        }

        var beaten = $"It beats {string.Join(" and ", baselines.Select(one => $"{one.Against}, {Interval(one)}"))}.";
        var against = comparisons[^1];
        return _rule.Decide(
            champion is null
                ? null
                : new ChampionMeeting(champion.Version, champion.Until, against.Low, against.High, Interval(against)),
            until,
            beaten);
    }

    private MeasuredComparison Compare(Pairing pairing, int? version)
    {
        var sign = measure.HigherIsBetter ? 1 : -1;
        var interval = Bootstrap.Mean(
            [.. pairing.Challenger.Zip(pairing.Other, (challenger, other) => sign * (challenger - other))]);
        return new MeasuredComparison(
            pairing.Against, version, pairing.Other.Average(), interval.Value, interval.Low, interval.High,
            pairing.Note);
    }

    private string Interval(MeasuredComparison one) =>
        $"by {Number(one.Better)} in {measure.Name} (95 % interval {Number(one.Low)} to {Number(one.High)})";

    private string Number(double value) =>
        value.ToString(measure.Format, System.Globalization.CultureInfo.InvariantCulture);
}
