namespace Personalization.Learning.Boosting;

/// <summary>What an ensemble is, apart from its trees.</summary>
/// <param name="Names">The columns that a row must have, in order.</param>
/// <param name="BaseScore">What the sum starts from, as a prediction: a probability, a mean; 0 for classes.</param>
internal sealed record EnsembleShape(IReadOnlyList<string> Names, float BaseScore, Objective Objective)
{
    /// <summary>Trees that were grown in one round for one output.</summary>
    public int ParallelTrees { get; init; } = 1;

    /// <summary>Whether each column is categorical; empty where none is.</summary>
    public bool[] Categorical { get; init; } = [];
}

/// <summary>How much a feature contributed to an ensemble's fit.</summary>
/// <param name="Feature">The name of the column.</param>
/// <param name="Gain">The sum of equation (7) over the splits on it.</param>
/// <param name="Share">That sum over the sum for all features, 0 to 1.</param>
/// <param name="Splits">How many splits test it.</param>
public readonly record struct FeatureImportance(string Feature, double Gain, double Share, int Splits);

/// <summary>A trained model: for each output a sum of regression trees, equation (1) of docs/learning.md.</summary>
/// <remarks>
/// Immutable and safe for any number of threads. Scoring a row allocates nothing. Most objectives have one output; with
/// <see cref="ObjectiveKind.MultiClass"/> there is one for each class.
/// </remarks>
public sealed partial class TreeEnsemble
{
    private readonly Tree[] _trees;
    private readonly ScoringNodes[] _scoring;
    private readonly Loss _loss;
    private readonly double _start;

    internal TreeEnsemble(EnsembleShape shape, Tree[] trees)
    {
        Shape = shape;
        _trees = trees;
        _loss = Loss.Of(shape.Objective);
        _start = _loss.Margin(shape.BaseScore);
        _scoring = new ScoringNodes[shape.Objective.Outputs];
        for (var output = 0; output < _scoring.Length; output++)
        {
            _scoring[output] = new ScoringNodes(TreesOf(output), shape.Names.Count);
        }

        _blocks = new(() => [.. Enumerable.Range(0, Outputs).Select(output => BlockScoring.For(TreesOf(output)))]);
    }

    internal TreeEnsemble(IReadOnlyList<string> names, float baseScore, Tree[] trees)
        : this(new EnsembleShape(names, baseScore, Objective.Binary), trees)
    {
    }

    /// <summary>The columns that a row must have, in order.</summary>
    public IReadOnlyList<string> FeatureNames => Shape.Names;

    /// <summary>What is predicted.</summary>
    public Objective Objective => Shape.Objective;

    /// <summary>Numbers predicted for a row.</summary>
    public int Outputs => _scoring.Length;

    /// <summary>The number of trees.</summary>
    public int Trees => _trees.Length;

    /// <summary>The prediction that the sum starts from: a probability, a mean; 0 for classes.</summary>
    public double BaseScore => Shape.BaseScore;

    internal EnsembleShape Shape { get; }

    internal IReadOnlyList<Tree> AllTrees => _trees;

    /// <summary>An ensemble without a tree: it predicts the same probability for every row.</summary>
    /// <param name="names">The columns that a row must have, in order.</param>
    /// <param name="probability">Over 0 and under 1.</param>
    public static TreeEnsemble Constant(IReadOnlyList<string> names, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);
        return new TreeEnsemble(FeatureMatrix.CheckedNames(names), (float)probability, []);
    }

    /// <summary>Reads a model saved by <see cref="ToXgboostJson"/> or by XGBoost 1.6 or later, with one of the
    /// objectives that <see cref="ObjectiveKind"/> names.</summary>
    /// <remarks>
    /// All trees of the file count, also those that XGBoost grew after its best iteration. Without feature names they
    /// are called f0, f1 and so on, as XGBoost does.
    /// </remarks>
    /// <exception cref="ModelFormatException">Not such a model, or one with DART, linear terms or another
    /// objective.</exception>
    public static TreeEnsemble FromXgboostJson(ReadOnlySpan<byte> json) => XgboostJsonReader.Read(json);

    /// <summary>The model in XGBoost's public JSON model format, as UTF-8: XGBoost 1.6 and later load it.</summary>
    public byte[] ToXgboostJson() => XgboostJsonWriter.Write(this);

    /// <summary>
    /// The sum of the trees for a row: for <see cref="ObjectiveKind.Binary"/> the log-odds of label 1. NaN
    /// is a missing value.
    /// </summary>
    /// <exception cref="ArgumentException">The row does not have as many values as there are features.</exception>
    /// <exception cref="InvalidOperationException">There is more than one output.</exception>
    public double Margin(ReadOnlySpan<float> row)
    {
        RequireOneOutput();
        RequireLength(row);
        return _scoring[0].Sum(_start, row);
    }

    /// <summary>The probability of label 1, 0 to 1. NaN is a missing value.</summary>
    /// <exception cref="ArgumentException">The row does not have as many values as there are features.</exception>
    /// <exception cref="InvalidOperationException">The objective is not <see cref="ObjectiveKind.Binary"/>.</exception>
    public double Probability(ReadOnlySpan<float> row)
    {
        RequireBinary();
        return Logistic.Probability(Margin(row));
    }

    /// <summary>What is predicted for a row: the probability of label 1 or the mean. NaN is a missing value.</summary>
    /// <exception cref="ArgumentException">The row does not have as many values as there are features.</exception>
    /// <exception cref="InvalidOperationException">There is more than one output.</exception>
    public double Predict(ReadOnlySpan<float> row) => _loss.Predict(Margin(row));

    /// <summary>Writes what is predicted for a row, one number for each output.</summary>
    /// <exception cref="ArgumentException">The row or the room is not as long as it must be.</exception>
    public void Predict(ReadOnlySpan<float> row, Span<double> into)
    {
        RequireLength(row);
        if (into.Length != Outputs)
        {
            throw new ArgumentException($"There is room for {into.Length} of {Outputs} outputs.", nameof(into));
        }

        for (var output = 0; output < into.Length; output++)
        {
            into[output] = _scoring[output].Sum(_start, row);
        }

        _loss.Predict(into);
    }

    /// <summary>
    /// How much each feature moves this row's margin, in order, and last the mean margin that they move it from:
    /// equation (20). Their sum is the margin of the output.
    /// </summary>
    /// <remarks>About a millisecond for 200 trees of depth 6; for explaining, not for the hot path.</remarks>
    /// <exception cref="ArgumentException">The row, or the room for one number more, is not as long as
    /// needed.</exception>
    /// <exception cref="NotSupportedException">A tree is deeper than 512.</exception>
    public void Contributions(ReadOnlySpan<float> row, Span<double> into, int output = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(output, Outputs);
        if (row.Length != FeatureNames.Count || into.Length != row.Length + 1)
        {
            throw new ArgumentException(
                $"There are {row.Length} values and room for {into.Length} contributions; the model has "
                + $"{FeatureNames.Count} features, and one contribution more.",
                nameof(row));
        }

        into.Clear();
        into[^1] = _start;
        var shapley = new TreeShap();
        foreach (var tree in _trees)
        {
            if (tree.Output == output)
            {
                shapley.Add(tree, row, into);
            }
        }
    }

    /// <summary>Every feature that is split on, by gain from the greatest down, then by name.</summary>
    public IReadOnlyList<FeatureImportance> GainImportance()
    {
        var gains = new double[FeatureNames.Count];
        var splits = new int[FeatureNames.Count];
        foreach (var node in _trees.SelectMany(tree => tree.Nodes).Where(node => !node.IsLeaf))
        {
            gains[node.Feature] += node.Gain;
            splits[node.Feature]++;
        }

        var total = Math.Max(gains.Sum(), double.Epsilon);
        return Enumerable.Range(0, gains.Length)
            .Where(f => splits[f] > 0)
            .Select(f => new FeatureImportance(FeatureNames[f], gains[f], gains[f] / total, splits[f]))
            .OrderByDescending(importance => importance.Gain)
            .ThenBy(importance => importance.Feature, StringComparer.Ordinal)
            .ToArray();
    }

    private List<Tree> TreesOf(int output) => _trees.Where(tree => tree.Output == output).ToList();

    private void RequireLength(ReadOnlySpan<float> row)
    {
        if (row.Length != FeatureNames.Count)
        {
            throw new ArgumentException(
                $"The row has {row.Length} values and the model {FeatureNames.Count} features.", nameof(row));
        }
    }

    private void RequireOneOutput()
    {
        if (_scoring.Length != 1)
        {
            throw new InvalidOperationException($"The model has {Outputs} outputs; ask for all of them.");
        }
    }

    private void RequireBinary()
    {
        if (Objective.Kind != ObjectiveKind.Binary)
        {
            throw new InvalidOperationException($"The model predicts {Objective.Kind}, not the probability of 1.");
        }
    }
}
