namespace Personalization.Learning.Boosting;

/// <summary>The state of training between rounds: binned rows and each row's margin so far.</summary>
internal sealed class BoostingFit
{
    private const int Block = 1 << 14;
    private readonly float[] _labels;
    private readonly float[] _margins;
    private readonly GradientPair[] _pairs;
    private readonly BinnedMatrix _data;
    private readonly Workers _workers;
    private readonly Sampling _sampling;
    private readonly TreeGrower _grower;
    private readonly FeatureMatrix _features;

    public BoostingFit(TrainingSet train, BoostingOptions options, float baseScore, Workers workers)
    {
        _features = train.Features;
        _labels = train.Labels;
        _margins = new float[train.Labels.Length];
        _margins.AsSpan().Fill((float)Logistic.Margin(baseScore));
        _pairs = new GradientPair[train.Labels.Length];
        _workers = workers;
        _data = BinnedMatrix.From(train.Features, options.Bins, workers);
        _sampling = new Sampling(options, _data.Rows, _data.Columns);
        _grower = new TreeGrower(options, _data, workers);
    }

    /// <summary>Grows the next tree and adds it to every row's margin.</summary>
    public Tree Grow(int round)
    {
        Logistic.Derive(_margins, _labels, _pairs, _workers);
        var rows = _sampling.DrawRows(round, _grower.Partition.Rows);
        var grown = _grower.Grow(rows, _pairs, _sampling.DrawColumns(round));
        _workers.Run(grown.Leaves.Count, leaf => AddLeaf(grown.Tree, grown.Leaves[leaf]));

        var leftOut = _sampling.LeftOut;
        _workers.RunBlocks(leftOut.Length, Block, (from, to) => AddByWalking(grown.Tree, leftOut.Span[from..to]));
        return grown.Tree;
    }

    public double MeanLoss() => Logistic.MeanLoss(_margins, _labels, _workers);

    private void AddLeaf(Tree tree, GrowingNode leaf)
    {
        var value = tree.Nodes[leaf.Id].Value;
        foreach (var row in _grower.Partition.RowsOf(leaf))
        {
            _margins[row] += value;
        }
    }

    private void AddByWalking(Tree tree, ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            _margins[row] += tree.Value(_features, row);
        }
    }
}

/// <summary>The margins and losses of rows that nothing is learnt from.</summary>
internal sealed class ValidationFit
{
    private const int Block = 1 << 12;
    private readonly TrainingSet _set;
    private readonly float[] _margins;
    private readonly Workers _workers;
    private readonly List<double> _losses = [];

    public ValidationFit(TrainingSet set, float baseScore, Workers workers)
    {
        _set = set;
        _margins = new float[set.Labels.Length];
        _margins.AsSpan().Fill((float)Logistic.Margin(baseScore));
        _workers = workers;
    }

    /// <summary>Mean log loss after each round.</summary>
    public IReadOnlyList<double> Losses => _losses;

    /// <summary>The first round of least loss, from 1.</summary>
    public int BestRound { get; private set; }

    public void Add(Tree tree)
    {
        _workers.RunBlocks(_margins.Length, Block, (from, to) =>
        {
            for (var row = from; row < to; row++)
            {
                _margins[row] += tree.Value(_set.Features, row);
            }
        });
        _losses.Add(Logistic.MeanLoss(_margins, _set.Labels, _workers));
        if (BestRound == 0 || _losses[^1] < _losses[BestRound - 1])
        {
            BestRound = _losses.Count;
        }
    }

    /// <summary>Equation (12): whether so many rounds have passed without a better one.</summary>
    public bool IsStale(int patience) => _losses.Count - BestRound >= patience;
}
