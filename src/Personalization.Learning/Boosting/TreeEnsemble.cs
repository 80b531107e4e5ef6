namespace Personalization.Learning.Boosting;

/// <summary>How much a feature contributed to an ensemble's fit.</summary>
/// <param name="Feature">The name of the column.</param>
/// <param name="Gain">The sum of equation (7) over the splits on it.</param>
/// <param name="Share">That sum over the sum for all features, 0 to 1.</param>
/// <param name="Splits">How many splits test it.</param>
public readonly record struct FeatureImportance(string Feature, double Gain, double Share, int Splits);

/// <summary>A trained model: a sum of regression trees on the log-odds scale, equation (1) of
/// docs/learning.md.</summary>
/// <remarks>Immutable and safe for any number of threads. Scoring a row allocates nothing.</remarks>
public sealed class TreeEnsemble
{
    private const int Block = 512;
    private readonly Tree[] _trees;
    private readonly ScoringNodes _scoring;
    private readonly double _start;

    internal TreeEnsemble(IReadOnlyList<string> names, float baseScore, Tree[] trees)
    {
        FeatureNames = names;
        BaseScore = baseScore;
        _trees = trees;
        _scoring = new ScoringNodes(trees, names.Count);
        _start = Logistic.Margin(baseScore);
    }

    /// <summary>The columns that a row must have, in order.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>The number of trees.</summary>
    public int Trees => _trees.Length;

    /// <summary>The probability that the sum starts from, over 0 and under 1.</summary>
    public double BaseScore { get; }

    internal IReadOnlyList<Tree> AllTrees => _trees;

    /// <summary>Reads a model saved by <see cref="ToXgboostJson"/> or by XGBoost 1.6 or later, with
    /// <c>binary:logistic</c>.</summary>
    /// <remarks>
    /// All trees of the file count, also those that XGBoost grew after its best iteration. Without feature names they
    /// are called f0, f1 and so on, as XGBoost does.
    /// </remarks>
    /// <exception cref="ModelFormatException">Not such a model, or one with categorical splits, DART or linear
    /// terms.</exception>
    public static TreeEnsemble FromXgboostJson(ReadOnlySpan<byte> json) => XgboostJsonReader.Read(json);

    /// <summary>The model in XGBoost's public JSON model format, as UTF-8: XGBoost 1.6 and later load it.</summary>
    public byte[] ToXgboostJson() => XgboostJsonWriter.Write(this);

    /// <summary>The log-odds of label 1. NaN is a missing value.</summary>
    /// <exception cref="ArgumentException">The row does not have as many values as there are features.</exception>
    public double Margin(ReadOnlySpan<float> row)
    {
        if (row.Length != FeatureNames.Count)
        {
            throw new ArgumentException(
                $"The row has {row.Length} values and the model {FeatureNames.Count} features.", nameof(row));
        }

        return _scoring.Sum(_start, row);
    }

    /// <summary>The probability of label 1, 0 to 1. NaN is a missing value.</summary>
    /// <exception cref="ArgumentException">The row does not have as many values as there are features.</exception>
    public double Probability(ReadOnlySpan<float> row) => Logistic.Probability(Margin(row));

    /// <summary>The probability of label 1 for every row, on all cores; the same bits as row by row.</summary>
    /// <exception cref="ArgumentException">Columns other than the model's, or no room for the result.</exception>
    public void Probabilities(FeatureMatrix m, Span<double> into)
    {
        ArgumentNullException.ThrowIfNull(m);
        if (!m.Names.SequenceEqual(FeatureNames, StringComparer.Ordinal))
        {
            throw new ArgumentException("The matrix's columns differ from the model's in name or order.", nameof(m));
        }

        if (into.Length < m.Rows)
        {
            throw new ArgumentException($"There is room for {into.Length} of {m.Rows} results.", nameof(into));
        }

        var results = new double[m.Rows];
        new Workers(0).RunBlocks(m.Rows, Block, (from, to) =>
        {
            var row = new float[m.Columns];
            for (var r = from; r < to; r++)
            {
                m.CopyRow(r, row);
                results[r] = Logistic.Probability(_scoring.Sum(_start, row));
            }
        });
        results.CopyTo(into);
    }

    /// <summary>
    /// How much each feature moves this row's margin, in order, and last the mean margin that they move it from:
    /// equation (20). Their sum is <see cref="Margin"/>.
    /// </summary>
    /// <remarks>About a millisecond for 200 trees of depth 6; for explaining, not for the hot path.</remarks>
    /// <exception cref="ArgumentException">The row, or the room for one number more, is not as long as
    /// needed.</exception>
    /// <exception cref="NotSupportedException">A tree is deeper than 512.</exception>
    public void Contributions(ReadOnlySpan<float> row, Span<double> into)
    {
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
            shapley.Add(tree, row, into);
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
}
