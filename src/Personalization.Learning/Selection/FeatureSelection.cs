using Personalization.Learning.Boosting;

namespace Personalization.Learning.Selection;

/// <summary>The features worth keeping.</summary>
/// <param name="Kept">Their names, in the order of the set.</param>
/// <param name="Importance">Of every feature, the most important first.</param>
public sealed record SelectedFeatures(IReadOnlyList<string> Kept, IReadOnlyList<PermutedFeature> Importance);

/// <summary>Leaves out the features that a model does not miss when they are mixed up.</summary>
public static class FeatureSelection
{
    /// <summary>
    /// Holds out a part of the rows, trains on the others and keeps the features whose permutation importance there is
    /// above so many of its standard deviations; at least one.
    /// </summary>
    /// <param name="set">All rows.</param>
    /// <param name="options">How the model is trained; its seed draws the held-out rows.</param>
    /// <param name="folds">One row in so many is held out, 2 or more.</param>
    /// <param name="deviations">0 or more; greater keeps fewer.</param>
    public static SelectedFeatures Run(
        TrainingSet set, BoostingOptions options, int folds = 4, double deviations = 1)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        var stratified = options.Objective.Kind is ObjectiveKind.Binary or ObjectiveKind.MultiClass;
        var assigned = Folds.Assign(set.Labels, folds, options.Seed, stratified);
        var model = GradientBoosting.Train(Subsets.Rows(set, Folds.RowsOf(assigned, 0, others: true)), options);
        var heldOut = Subsets.Rows(set, Folds.RowsOf(assigned, 0, others: false));
        var importance = PermutationImportance.Of(model, heldOut, seed: options.Seed);
        var kept = importance
            .Where((one, i) => i == 0 || one.Mean > deviations * one.Deviation)
            .Select(one => one.Feature)
            .ToHashSet(StringComparer.Ordinal);
        return new SelectedFeatures([.. set.Features.Names.Where(kept.Contains)], importance);
    }

    /// <summary>A set and options with only the features kept.</summary>
    public static (TrainingSet Set, BoostingOptions Options) Apply(
        SelectedFeatures selected, TrainingSet set, BoostingOptions options)
    {
        ArgumentNullException.ThrowIfNull(selected);
        return (Subsets.Columns(set, selected.Kept), Subsets.OptionsFor(options, selected.Kept));
    }
}
