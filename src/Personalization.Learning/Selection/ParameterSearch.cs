using Personalization.Learning.Boosting;

namespace Personalization.Learning.Selection;

/// <summary>Options that were tried, and how good they were on rows not trained on.</summary>
public sealed record Trial(BoostingOptions Options, CrossValidated Result);

/// <summary>Tries options by cross-validation, each on the same folds.</summary>
public static class ParameterSearch
{
    private const uint Purpose = 0xF1;

    /// <summary>
    /// Every combination of the choices, each a change of the options before it: the first choices vary slowest.
    /// </summary>
    public static IReadOnlyList<BoostingOptions> Grid(
        BoostingOptions start, params IReadOnlyList<Func<BoostingOptions, BoostingOptions>>[] choices) =>
        choices.Aggregate(
            (IReadOnlyList<BoostingOptions>)[start],
            (all, choice) => [.. all.SelectMany(options => choice.Select(change => change(options)))]);

    /// <summary>So many combinations drawn at random: of every group of choices one, by a seed.</summary>
    public static IReadOnlyList<BoostingOptions> Random(
        BoostingOptions start,
        int count,
        int seed,
        params IReadOnlyList<Func<BoostingOptions, BoostingOptions>>[] choices)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var random = SplitMix.For(seed, i, Purpose);
                var options = start;
                foreach (var choice in choices)
                {
                    options = choice[random.Below(choice.Count)](options);
                }

                return options;
            }),
        ];
    }

    /// <summary>Cross-validates every candidate and puts the best by a measure first; of equals the earlier.</summary>
    /// <param name="set">All rows.</param>
    /// <param name="candidates">One at least; their seeds should be equal, so that their folds are.</param>
    /// <param name="folds">2 or more.</param>
    /// <param name="measure">A name from <see cref="Measures.Of"/>; null is the loss of the first one's
    /// objective.</param>
    /// <param name="progress">The part done, 0 to 1.</param>
    /// <exception cref="ArgumentException">No candidate, an option out of range, or no such measure.</exception>
    public static IReadOnlyList<Trial> Run(
        TrainingSet set,
        IReadOnlyList<BoostingOptions> candidates,
        int folds,
        string? measure = null,
        Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0)
        {
            throw new ArgumentException("There is no candidate to try.", nameof(candidates));
        }

        var by = measure ?? Measures.LossOf(candidates[0].Objective);
        var trials = candidates.Select((options, i) => new Trial(options, CrossValidation.Run(
            set, options, folds, done => progress?.Invoke((i + done) / candidates.Count))));
        var sign = Measures.IsGain(by) ? -1 : 1;
        return [.. trials.ToArray().OrderBy(trial => sign * trial.Result.Of(by).Mean)];
    }
}
