namespace Personalization.Learning.Boosting;

/// <summary>The state of training between rounds: binned rows and each row's margins so far.</summary>
internal sealed class BoostingFit
{
    private const int Block = 1 << 14;
    private readonly BoostingOptions _options;
    private readonly Loss _loss;
    private readonly LossRows _rows;
    private readonly GradientPair[][] _pairs;
    private readonly Workers _workers;
    private readonly Sampling _sampling;
    private readonly TreeGrower _grower;
    private readonly FeatureMatrix _features;
    private readonly double[] _start;

    public BoostingFit(TrainingSet train, BoostingOptions options, Loss loss, Workers workers)
    {
        var outputs = options.Objective.Outputs;
        _options = options;
        _loss = loss;
        _workers = workers;
        _features = train.Features;
        _rows = new LossRows(new float[outputs][], train.Labels, train.EffectiveWeights(options));
        BaseScore = loss.BaseScore(_rows);
        _start = loss.Start(_rows, BaseScore);
        _pairs = new GradientPair[outputs][];
        for (var output = 0; output < outputs; output++)
        {
            _rows.Margins[output] = new float[train.Labels.Length];
            _rows.Margins[output].AsSpan().Fill((float)_start[output]);
            _pairs[output] = new GradientPair[train.Labels.Length];
        }

        Data = BinnedMatrix.From(
            train.Features, options.Bins, workers, options.CategoricalOf(train.Features.Names));
        _sampling = new Sampling(options, Data.Rows);
        _grower = new TreeGrower(options, Data, options.MonotoneOf(train.Features.Names), workers);
    }

    /// <summary>The best constant prediction, equation (11).</summary>
    public float BaseScore { get; }

    public BinnedMatrix Data { get; }

    public FeatureMatrix Features => _features;

    /// <summary>Grows the next trees, for each output as many as share a round, and adds them to every row's
    /// margins.</summary>
    public List<Tree> Grow(int round)
    {
        _loss.Derive(_rows, _pairs, _workers);
        var trees = new List<Tree>(_pairs.Length * _options.ParallelTrees);
        for (var output = 0; output < _pairs.Length; output++)
        {
            if (round == 0)
            {
                _rows.Margins[output].AsSpan().Fill((float)_loss.Margin(BaseScore));
            }

            for (var tree = 0; tree < _options.ParallelTrees; tree++)
            {
                trees.Add(GrowOne((round * _pairs.Length * _options.ParallelTrees) + trees.Count, output));
            }
        }

        return trees;
    }

    public double MeanLoss() => _loss.Mean(_rows, _workers);

    private Tree GrowOne(int number, int output)
    {
        var margins = _rows.Margins[output];
        var isFirst = number < _pairs.Length * _options.ParallelTrees;
        // Where the outputs start differs, but the file has one base score: the first trees make up for it.
        var offset = isFirst ? (_start[output] - _loss.Margin(BaseScore)) / _options.ParallelTrees : 0;
        var drawn = _sampling.DrawRows(number, _grower.Partition.Rows);
        var grown = _grower.Grow(new TreeTask(number, output, drawn, _pairs[output], offset));
        _workers.Run(grown.Leaves.Count, leaf => AddLeaf(grown.Tree, grown.Leaves[leaf], margins));

        var leftOut = _sampling.LeftOut;
        _workers.RunBlocks(leftOut.Length, Block, (from, to) =>
        {
            foreach (var row in leftOut.Span[from..to])
            {
                margins[row] += grown.Tree.Value(_features, row);
            }
        });
        return grown.Tree;
    }

    private void AddLeaf(Tree tree, GrowingNode leaf, float[] margins)
    {
        var value = tree.Nodes[leaf.Id].Value;
        foreach (var row in _grower.Partition.RowsOf(leaf))
        {
            margins[row] += value;
        }
    }
}
