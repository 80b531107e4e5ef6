using Personalization.Learning.Boosting;

namespace Personalization.Learning.Selection;

/// <summary>How much worse a model is when one feature's values are mixed up among the rows.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Mean">How much worse, on average: of a loss what it rises by, of a gain what it falls by.</param>
/// <param name="Deviation">The standard deviation over the repetitions.</param>
public sealed record PermutedFeature(string Feature, double Mean, double Deviation);

/// <summary>
/// Permutation importance (Breiman, "Random Forests", 2001) on rows that the model has not learnt from: unlike gain it
/// gives nothing to features that only fit noise.
/// </summary>
public static class PermutationImportance
{
    /// <summary>Every feature, the most important first.</summary>
    /// <param name="model">A model of any objective.</param>
    /// <param name="heldOut">Rows it has not seen; not changed.</param>
    /// <param name="repeats">How often each feature is mixed up, 1 or more.</param>
    /// <param name="seed">How.</param>
    /// <param name="measure">A name from <see cref="Measures.Of"/>; null is the objective's loss.</param>
    public static IReadOnlyList<PermutedFeature> Of(
        TreeEnsemble model, TrainingSet heldOut, int repeats = 5, int seed = 0, string? measure = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(heldOut);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        var by = measure ?? Measures.LossOf(model.Objective);
        var sign = Measures.IsGain(by) ? -1 : 1;
        var asIs = Measure(model, heldOut, by);
        var mixed = Subsets.Columns(heldOut, heldOut.Features.Names);
        var used = model.GainImportance().Select(one => one.Feature).ToHashSet(StringComparer.Ordinal);
        var found = new List<PermutedFeature>();
        for (var column = 0; column < heldOut.Features.Columns; column++)
        {
            var name = heldOut.Features.Names[column];
            // Mixing up what no tree looks at changes nothing.
            var losses = !used.Contains(name) ? [0] : Enumerable.Range(0, repeats)
                .Select(repeat => sign * (MeasureMixed(repeat, column) - asIs)).ToArray();
            var mean = losses.Average();
            found.Add(new PermutedFeature(
                name, mean, Math.Sqrt(losses.Average(loss => (loss - mean) * (loss - mean)))));
        }

        return [.. found.OrderByDescending(one => one.Mean).ThenBy(one => one.Feature, StringComparer.Ordinal)];

        double MeasureMixed(int repeat, int column)
        {
            var order = Folds.Shuffled(heldOut.Labels.Length, seed, (repeat << 16) + column);
            var from = heldOut.Features.Column(column);
            var into = mixed.Features.Column(column);
            for (var row = 0; row < order.Length; row++)
            {
                into[row] = from[order[row]];
            }

            var value = Measure(model, mixed, by);
            from.CopyTo(into);
            return value;
        }
    }

    private static double Measure(TreeEnsemble model, TrainingSet set, string measure)
    {
        var predictions = new double[set.Labels.Length * model.Outputs];
        model.Predict(set.Features, predictions);
        foreach (var one in Measures.Of(model.Objective, predictions, set.Labels, set.Weights))
        {
            if (one.Name == measure)
            {
                return one.Value;
            }
        }

        throw new ArgumentException($"There is no measure '{measure}' of this objective.", nameof(measure));
    }
}
