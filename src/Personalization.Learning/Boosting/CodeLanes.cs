namespace Personalization.Learning.Boosting;

/// <summary>The features that trees test, as bytes: how many of the model's thresholds a value is not below.</summary>
/// <remarks>
/// A lane is a feature together with where missing values go: their code is 0, which is left of everything, or 255,
/// which is right of everything.
/// </remarks>
internal sealed class CodeLanes
{
    private const byte Right = 255;
    private readonly Dictionary<int, float[]> _thresholds;
    private readonly Dictionary<(int Feature, bool MissingLeft), int> _lanes;
    private readonly Lane[] _features;

    private CodeLanes(
        Dictionary<int, float[]> thresholds, Dictionary<(int Feature, bool MissingLeft), int> lanes)
    {
        _thresholds = thresholds;
        _lanes = lanes;
        _features =
        [
            .. thresholds.Select(one => new Lane(
                one.Key, new ThresholdTable(one.Value), LaneOf(one.Key, true), LaneOf(one.Key, false))),
        ];
    }

    public int Count => _lanes.Count;

    /// <summary>Null where a feature has more thresholds than a byte counts.</summary>
    public static CodeLanes? For(IReadOnlyList<Tree> trees)
    {
        var thresholds = new SortedDictionary<int, SortedSet<float>>();
        var lanes = new Dictionary<(int, bool), int>();
        foreach (var node in trees.SelectMany(tree => tree.Nodes).Where(node => !node.IsLeaf))
        {
            if (!thresholds.TryGetValue(node.Feature, out var sorted))
            {
                thresholds[node.Feature] = sorted = [];
            }

            sorted.Add(node.Threshold);
            lanes.TryAdd((node.Feature, node.DefaultLeft), lanes.Count);
        }

        return thresholds.Values.Any(sorted => sorted.Count > ThresholdTable.Most)
            ? null
            : new CodeLanes(thresholds.ToDictionary(one => one.Key, one => one.Value.ToArray()), lanes);
    }

    public int Of(TreeNode node) => _lanes[(node.Feature, node.DefaultLeft)];

    /// <summary>The greatest code that goes left.</summary>
    public byte LimitOf(TreeNode node) => (byte)Array.BinarySearch(_thresholds[node.Feature], node.Threshold);

    /// <summary>Writes the codes of some rows, lane after lane, each as long as a block.</summary>
    public void Fill(FeatureMatrix features, int first, int rows, Span<byte> into)
    {
        foreach (var feature in _features)
        {
            var values = features.Column(feature.Column).Slice(first, rows);
            if (feature.Left >= 0)
            {
                feature.Thresholds.Count(values, LaneIn(into, feature.Left, rows), 1, missing: 0);
            }

            if (feature.Right >= 0)
            {
                feature.Thresholds.Count(values, LaneIn(into, feature.Right, rows), 1, Right);
            }
        }
    }

    private static Span<byte> LaneIn(Span<byte> codes, int lane, int rows) =>
        codes.Slice(lane * BlockScoring.Rows, rows);

    private int LaneOf(int feature, bool missingLeft) => _lanes.GetValueOrDefault((feature, missingLeft), -1);

    /// <summary>One feature and its lanes; -1 where no node needs one.</summary>
    private sealed record Lane(int Column, ThresholdTable Thresholds, int Left, int Right);
}
