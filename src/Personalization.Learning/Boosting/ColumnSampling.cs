namespace Personalization.Learning.Boosting;

/// <summary>Draws the features that a tree, each of its depths and each of its nodes may split on.</summary>
/// <remarks>A draw depends on the seed, the tree's number and the depth's or node's number only.</remarks>
internal sealed class ColumnSampling(BoostingOptions options, int columns)
{
    private const uint ForTree = 2;
    private const uint ForLevel = 3;
    private const uint ForNode = 4;
    private readonly List<bool[]> _levels = [];
    private int _tree;

    /// <summary>The features of the whole tree.</summary>
    public bool[] OfTree { get; private set; } = [];

    public void Begin(int tree)
    {
        _tree = tree;
        _levels.Clear();
        var all = new bool[columns];
        all.AsSpan().Fill(true);
        OfTree = Draw(all, options.ColumnSample, SplitMix.For(options.Seed, tree, ForTree));
    }

    public bool[] Of(GrowingNode node)
    {
        while (_levels.Count <= node.Depth)
        {
            var level = options.ColumnSampleByLevel < 1
                ? Draw(OfTree, options.ColumnSampleByLevel, Stream(ForLevel, _levels.Count))
                : OfTree;
            _levels.Add(level);
        }

        return options.ColumnSampleByNode < 1
            ? Draw(_levels[node.Depth], options.ColumnSampleByNode, Stream(ForNode, node.Id))
            : _levels[node.Depth];
    }

    private SplitMix Stream(uint purpose, int number) =>
        SplitMix.For(options.Seed ^ unchecked((int)SplitMix.For(number, _tree, purpose).Next()), _tree, purpose);

    // The given share of those there are, at least one.
    private static bool[] Draw(bool[] from, double share, SplitMix random)
    {
        var order = Enumerable.Range(0, from.Length).Where(c => from[c]).ToArray();
        var wanted = Math.Max(1, (int)Math.Round(share * order.Length));
        var drawn = new bool[from.Length];
        for (var i = 0; i < wanted; i++)
        {
            var j = i + random.Below(order.Length - i);
            (order[i], order[j]) = (order[j], order[i]);
            drawn[order[i]] = true;
        }

        return drawn;
    }
}
