using System.Collections.Frozen;

namespace Personalization.Learning.Boosting;

/// <summary>How an ensemble is grown. The defaults are those of XGBoost where it has the option, but for the learning
/// rate.</summary>
public sealed partial record BoostingOptions
{
    /// <summary>What is predicted.</summary>
    public Objective Objective { get; init; } = Objective.Binary;

    /// <summary>Rounds of boosting, 1 to 100,000; a round grows <see cref="ParallelTrees"/> trees for each
    /// output.</summary>
    public int Rounds { get; init; } = 100;

    /// <summary>Trees that share a round, 1 to 10,000: each is grown on its own sample from where the round began, and
    /// they are averaged. More than one round of one is a boosted forest.</summary>
    public int ParallelTrees { get; init; } = 1;

    /// <summary>Most splits on a way from root to leaf, 1 to 64. With <see cref="Leaves"/> set, 0 is no
    /// limit.</summary>
    public int Depth { get; init; } = 6;

    /// <summary>0 grows depth-wise; 2 to 4,096 grows leaf-wise (best gain first) to at most that many leaves.</summary>
    public int Leaves { get; init; }

    /// <summary>The factor by which every leaf weight is shrunk, over 0 and up to 1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Bins a feature, 3 to 256; one of them is for missing values.</summary>
    public int Bins { get; init; } = 256;

    /// <summary>The share of rows that each tree sees, over 0 and up to 1; rows are drawn afresh for every
    /// tree.</summary>
    public double Subsample { get; init; } = 1;

    /// <summary>The share of features that each tree may split on, over 0 and up to 1.</summary>
    public double ColumnSample { get; init; } = 1;

    /// <summary>The share of the tree's features that each depth may split on, over 0 and up to 1.</summary>
    public double ColumnSampleByLevel { get; init; } = 1;

    /// <summary>The share of the depth's features that each node may split on, over 0 and up to 1.</summary>
    public double ColumnSampleByNode { get; init; } = 1;

    /// <summary>The least sum of second derivatives in a child, 0 or more.</summary>
    public double MinChildWeight { get; init; } = 1;

    /// <summary>The L2 penalty on leaf weights, 0 or more (lambda in docs/learning.md).</summary>
    public double L2 { get; init; } = 1;

    /// <summary>The L1 penalty on leaf weights, 0 or more (alpha in docs/learning.md).</summary>
    public double L1 { get; init; }

    /// <summary>The least gain, equation (7), for which a node is split, 0 or more.</summary>
    public double MinSplitGain { get; init; }

    /// <summary>The greatest leaf weight before shrinking, 0 or more; 0 is no limit. Null is 0.7 for
    /// <see cref="ObjectiveKind.Poisson"/>, as in XGBoost, and 0 for the others.</summary>
    public double? MaxDeltaStep { get; init; }

    /// <summary>What a row with label 1 counts for, over 0, where one with label 0 counts for 1; only with
    /// <see cref="ObjectiveKind.Binary"/>. It moves the probabilities as well: calibrate them.</summary>
    public double PositiveWeight { get; init; } = 1;

    /// <summary>Features that the prediction may only rise with (1) or fall with (-1), by name.</summary>
    public IReadOnlyDictionary<string, int> Monotone { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>The names of features whose values are codes of categories, whole numbers from 0 to 16,777,215; their
    /// order means nothing.</summary>
    public IReadOnlyCollection<string> Categorical { get; init; } = [];

    /// <summary>What is added to a category's sum of second derivatives before categories are put in order, 0 or more:
    /// it moves rare ones to the middle.</summary>
    public double CategorySmoothing { get; init; } = 10;

    /// <summary>Stop after this many rounds without a lower validation loss; 0 never stops.</summary>
    public int EarlyStoppingRounds { get; init; }

    /// <summary>Fixes which rows and features are drawn. The same seed gives the same bytes with any number of
    /// threads.</summary>
    public int Seed { get; init; }

    /// <summary>Threads to train with; 0 is one for each core.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// A random forest (Breiman 2001): deep trees on samples of rows and features, averaged, grown from the same
    /// derivatives as boosted ones (XGBoost's <c>num_parallel_tree</c> with one round and no shrinking).
    /// </summary>
    public static BoostingOptions Forest(int trees = 200) => new()
    {
        Rounds = 1,
        ParallelTrees = trees,
        LearningRate = 1,
        Depth = 12,
        Subsample = 0.632,
        ColumnSampleByNode = 0.5,
    };

    internal double DeltaStep => MaxDeltaStep ?? (Objective.Kind == ObjectiveKind.Poisson ? 0.7 : 0);
}
