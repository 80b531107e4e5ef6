using Personalization.Domain.Propensity;

namespace Personalization.Domain.LifetimeValue;

/// <summary>
/// Decides whether a newly trained lifetime model is to score: by the deviance of what customers spent in the newest
/// horizon whose outcomes are known, against spending as before and the version that scores.
/// </summary>
/// <remarks>
/// Not by the absolute error: it is least for the median, and most customers spend nothing, so saying nothing of
/// everybody would win. Not by the squared error: a few wholesale orders decide it.
/// </remarks>
/// <param name="renewAfter">As <see cref="MeasuredContest"/> has it.</param>
public sealed class LifetimeContest(TimeSpan? renewAfter)
{
    /// <summary>By what models are compared.</summary>
    public static ContestMeasure Measure { get; } = new("deviance", HigherIsBetter: false, "0.00");

    /// <summary>Judges a challenger.</summary>
    /// <param name="challenger">The version that might score.</param>
    /// <param name="trial">What held-out time said of its methods; null without such time.</param>
    /// <param name="champion">The version that scores; null when there is none.</param>
    public MeasuredVerdict Judge(LifetimeArtifact challenger, LifetimeTrial? trial, LifetimeArtifact? champion)
    {
        ArgumentNullException.ThrowIfNull(challenger);
        var contest = new MeasuredContest(Measure, renewAfter);
        var until = challenger.Metadata.Until;
        return trial is null
            ? contest.Judge(null, [], champion: null, until)
            : contest.Judge(
                trial.At,
                [Pair(trial, "spending as before", trial.Served, trial.AsBefore)],
                champion is null ? null : new ChampionPairing(
                    champion.Version, champion.Metadata.Until, Pair(challenger, trial, champion)),
                until);
    }

    private static Pairing Pair(LifetimeArtifact challenger, LifetimeTrial trial, LifetimeArtifact champion)
    {
        var against = $"version {champion.Version}";
        if (champion.Metadata.Until <= trial.At)
        {
            return Pair(trial, against, trial.Served, Foretold(champion, trial));
        }

        // Seven parameters cannot remember customers, so that what both have seen favours neither.
        if (champion.Metadata.Serves == LifetimeMethod.Probability && !trial.TreesServe)
        {
            return Pair(trial, against, Foretold(challenger, trial), Foretold(champion, trial)) with
            {
                Note = "Both know these outcomes, by seven parameters each.",
            };
        }

        var blind = champion.Metadata.Serves == LifetimeMethod.Trees ? trial.Trees : trial.Probability;
        return blind is null
            ? Pair(trial, against, trial.Served, Foretold(champion, trial)) with
            {
                Note = "It knows these outcomes, and nothing could stand in for it.",
            }
            : Pair(trial, against, trial.Served, blind) with
            {
                Note = "It knows these outcomes: a model of its method that does not stood in for it.",
            };
    }

    private static double[] Foretold(LifetimeArtifact artifact, LifetimeTrial trial)
    {
        var model = LifetimeModel.Load(artifact);
        return [.. trial.Rows.Select(row => model.Value(row.Record, row.Features, trial.HorizonDays))];
    }

    private static Pairing Pair(LifetimeTrial trial, string against, double[] challenger, double[] other) =>
        new(against, trial.Spending.Deviances(challenger), trial.Spending.Deviances(other));
}
