using System.Diagnostics.CodeAnalysis;
using Personalization.Domain.Features;
using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Interchange;

namespace Personalization.Domain.Propensity;

/// <summary>A model file of unknown origin that turned out to be trees over features of the catalogue.</summary>
public sealed class UploadedModel
{
    private const int PercentileSteps = 200;
    private const int MostNamed = 10;

    private readonly TreeEnsemble _trees;

    private UploadedModel(TreeEnsemble trees) => _trees = trees;

    /// <summary>
    /// Reads a file in XGBoost's JSON or LightGBM's text format and checks its features against the catalogue;
    /// otherwise says what is wrong with it.
    /// </summary>
    public static bool TryRead(
        ReadOnlySpan<byte> file, [NotNullWhen(true)] out UploadedModel? model, [NotNullWhen(false)] out string? fault)
    {
        model = null;
        try
        {
            var trees = ModelFile.Read(file);
            fault = Fault(trees);
            model = fault is null ? new UploadedModel(trees) : null;
        }
        catch (ModelFormatException unreadable)
        {
            fault = unreadable.Message;
        }

        return model is not null;
    }

    /// <summary>Makes it a model of a target, ranked among the rows of some population; there may be none.</summary>
    public ModelArtifact Complete(PropensityTarget target, DateTimeOffset until, TrainingRows population)
    {
        var warnings =
            new List<string> { "It was uploaded: how good it is was not measured here before it was saved." };
        var plain = Artifact(target, until, EvenQuantiles());
        if (population.Keys.Count == 0)
        {
            warnings.Add("There were no customers to rank its scores among: percentiles are probabilities in percent.");
            return plain with { Metadata = plain.Metadata with { Warnings = warnings } };
        }

        var scores = PropensityEvaluation.Probabilities(PropensityModel.Load(plain), population, _ => true);
        var ranked = Artifact(target, until, PercentileTable.FromScores(scores, PercentileSteps).ToArray());
        var reference = PopulationReference.Of(PropensityModel.Load(ranked), population);
        return ranked with { Metadata = ranked.Metadata with { Warnings = warnings, Reference = reference } };
    }

    private static string? Fault(TreeEnsemble trees)
    {
        if (trees.Objective.Kind != ObjectiveKind.Binary)
        {
            return PropensityModel.NoProbability;
        }

        if (trees.FeatureNames.Count > PropensityModel.MaximumInputs)
        {
            return $"The model has {trees.FeatureNames.Count} inputs; "
                + $"{PropensityModel.MaximumInputs} at most are allowed.";
        }

        var unknown = trees.FeatureNames.Where(name => !IsNumeric(name)).ToArray();
        if (unknown.Length == 0)
        {
            return null;
        }

        var named = string.Join(", ", unknown.Take(MostNamed).Select(name => $"'{name}'"));
        var more = unknown.Length > MostNamed ? $" and {unknown.Length - MostNamed} more" : "";
        return $"The model has {unknown.Length} inputs that are not numeric features of this service: {named}{more}. "
            + "GET /features lists them; train on the columns that train --export writes, with their names.";
    }

    private static bool IsNumeric(string name) =>
        FeatureCatalogue.TryGet(name, out var feature) && feature.Index < FeatureCatalogue.NumericCount;

    private static double[] EvenQuantiles() =>
        [.. Enumerable.Range(0, PercentileSteps + 1).Select(i => (double)i / PercentileSteps)];

    private ModelArtifact Artifact(PropensityTarget target, DateTimeOffset until, double[] quantiles) => new(
        target.Name,
        0,
        _trees.ToXgboostJson(),
        new ModelMetadata
        {
            Target = target,
            Origin = ModelOrigin.Uploaded,
            Until = until,
            Features = _trees.FeatureNames,
            ProbabilityQuantiles = quantiles,
            Parameters = new TrainingParameters(),
            Report = new TrainingReport
            {
                CutOffs = [],
                Rows = 0,
                Positives = 0,
                CustomerShare = 0,
                Trees = _trees.Trees,
                Importance = [.. _trees.GainImportance().Take(20).Select(i => new FeatureShare(i.Feature, i.Share))],
                Missing = [],
            },
        });
}
