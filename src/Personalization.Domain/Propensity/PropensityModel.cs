using Personalization.Domain.Features;
using Personalization.Learning.Boosting;
using Personalization.Learning.Calibration;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Linear;

namespace Personalization.Domain.Propensity;

/// <summary>A model ready to score customers. Immutable, safe for any number of threads.</summary>
public sealed class PropensityModel
{
    /// <summary>The most inputs a model may have; a row of them fits on the stack.</summary>
    public const int MaximumInputs = 1024;

    internal const string NoProbability =
        "The model predicts no probability: it must be learnt with the objective binary:logistic.";

    private readonly PropensityBlend _blend;
    private readonly PercentileTable _percentiles;
    private readonly int[] _inputs;

    private PropensityModel(ModelArtifact artifact, PropensityBlend blend)
    {
        Name = artifact.Name;
        Version = artifact.Version;
        Metadata = artifact.Metadata;
        Rule = TargetRule.Of(artifact.Metadata.Target);
        _blend = blend;
        _percentiles = new PercentileTable([.. artifact.Metadata.ProbabilityQuantiles]);
        _inputs = [.. blend.Trees.FeatureNames.Select(IndexOf)];
        MissingFeatures = [.. blend.Trees.FeatureNames.Where(name => IndexOf(name) < 0)];
    }

    /// <summary>The target's name: <c>purchase</c>, <c>churn</c> …</summary>
    public string Name { get; }

    /// <summary>Its version among the models of that name.</summary>
    public int Version { get; }

    /// <summary>What it was learnt from and how good it is.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>Its target, ready to ask whom the model was learnt for.</summary>
    public TargetRule Rule { get; }

    /// <summary>Inputs that the feature catalogue no longer has: the model always sees them as missing.</summary>
    public IReadOnlyList<string> MissingFeatures { get; }

    /// <summary>Makes a stored model ready.</summary>
    /// <exception cref="ModelFormatException"> The trees are not a model of this kind in XGBoost's JSON
    /// format. </exception>
    /// <exception cref="ArgumentException"> Too many inputs, quantiles out of order, a condition of the target that
    /// does not compile, or a logistic part or a calibration that does not fit. </exception>
    public static PropensityModel Load(ModelArtifact artifact)
    {
        var trees = TreeEnsemble.FromXgboostJson(artifact.XgboostJson);
        if (trees.Objective.Kind != ObjectiveKind.Binary)
        {
            throw new ModelFormatException(NoProbability);
        }

        return trees.FeatureNames.Count <= MaximumInputs
            ? new PropensityModel(artifact, Blend(trees, artifact.Metadata))
            : throw new ArgumentException(
                $"Model '{artifact.Name}' has {trees.FeatureNames.Count} inputs; {MaximumInputs} at most are allowed.",
                nameof(artifact));
    }

    /// <summary>Scores one customer, calibrated; allocates nothing.</summary>
    /// <param name="features">
    /// The catalogue's numeric features, as <see cref="FeatureCatalogue.Compute"/> gives them.
    /// </param>
    public Score Score(ReadOnlySpan<double> features)
    {
        Span<float> row = stackalloc float[_inputs.Length];
        Fill(row, features);
        var probability = _blend.Probability(row);
        return new Score(probability, _percentiles.Percentile(probability));
    }

    /// <summary>
    /// The features that moved a customer's score most, strongest first. For explaining: about a millisecond.
    /// </summary>
    /// <param name="features">As for <see cref="Score"/>.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<ScoreContribution> Explain(ReadOnlySpan<double> features, int most)
    {
        var row = new float[_inputs.Length];
        Fill(row, features);
        var contributions = _blend.Contributions(row);
        return
        [
            .. Enumerable.Range(0, row.Length)
                .Where(i => contributions[i] != 0)
                .OrderByDescending(i => Math.Abs(contributions[i]))
                .Take(most)
                .Select(i => new ScoreContribution(
                    _blend.Trees.FeatureNames[i], float.IsNaN(row[i]) ? null : row[i], contributions[i])),
        ];
    }

    private static PropensityBlend Blend(TreeEnsemble trees, ModelMetadata metadata) => new(
        trees,
        metadata.Linear is { } linear ? new LogisticRegression(linear) : null,
        metadata.Linear is null ? 0 : metadata.Parameters.LinearShare,
        metadata.Calibration is { } calibration ? new Calibrator(calibration) : Calibrator.None);

    private void Fill(Span<float> row, ReadOnlySpan<double> features)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var value = _inputs[i] >= 0 ? (float)features[_inputs[i]] : float.NaN;
            row[i] = float.IsFinite(value) ? value : float.NaN;
        }
    }

    private static int IndexOf(string name) =>
        FeatureCatalogue.TryGet(name, out var feature) && feature.Index < FeatureCatalogue.NumericCount
            ? feature.Index
            : -1;
}
