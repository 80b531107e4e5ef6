namespace Personalization.Learning.Boosting;

/// <summary>The margins and losses of rows that nothing is learnt from.</summary>
internal sealed class ValidationFit
{
    private const int Block = 1 << 12;
    private readonly FeatureMatrix _features;
    private readonly LossRows _rows;
    private readonly Loss _loss;
    private readonly Workers _workers;
    private readonly List<double> _losses = [];

    public ValidationFit(TrainingSet set, BoostingOptions options, float baseScore, Workers workers)
    {
        _features = set.Features;
        _workers = workers;
        _loss = Loss.Of(options.Objective);
        _rows = new LossRows(new float[options.Objective.Outputs][], set.Labels, set.EffectiveWeights(options));
        for (var output = 0; output < _rows.Margins.Length; output++)
        {
            _rows.Margins[output] = new float[set.Labels.Length];
            _rows.Margins[output].AsSpan().Fill((float)_loss.Margin(baseScore));
        }
    }

    /// <summary>Mean loss after each round.</summary>
    public IReadOnlyList<double> Losses => _losses;

    /// <summary>The first round of least loss, from 1.</summary>
    public int BestRound { get; private set; }

    public void Add(IReadOnlyList<Tree> trees)
    {
        foreach (var tree in trees)
        {
            var margins = _rows.Margins[tree.Output];
            _workers.RunBlocks(margins.Length, Block, (from, to) =>
            {
                for (var row = from; row < to; row++)
                {
                    margins[row] += tree.Value(_features, row);
                }
            });
        }

        _losses.Add(_loss.Mean(_rows, _workers));
        if (BestRound == 0 || _losses[^1] < _losses[BestRound - 1])
        {
            BestRound = _losses.Count;
        }
    }

    /// <summary>Equation (12): whether so many rounds have passed without a better one.</summary>
    public bool IsStale(int patience) => _losses.Count - BestRound >= patience;
}
