using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Boosting;

public sealed class BoostingOptionsTests
{
    public static TheoryData<string, BoostingOptions> OutOfRange => new()
    {
        { "Rounds", new BoostingOptions { Rounds = 0 } },
        { "Depth", new BoostingOptions { Depth = 0 } },
        { "Depth", new BoostingOptions { Depth = 65 } },
        { "Leaves", new BoostingOptions { Leaves = 1 } },
        { "LearningRate", new BoostingOptions { LearningRate = 0 } },
        { "LearningRate", new BoostingOptions { LearningRate = double.NaN } },
        { "Bins", new BoostingOptions { Bins = 257 } },
        { "Subsample", new BoostingOptions { Subsample = 1.1 } },
        { "ColumnSample", new BoostingOptions { ColumnSample = -0.5 } },
        { "MinChildWeight", new BoostingOptions { MinChildWeight = -1 } },
        { "L2", new BoostingOptions { L2 = double.PositiveInfinity } },
        { "L1", new BoostingOptions { L1 = -1 } },
        { "MinSplitGain", new BoostingOptions { MinSplitGain = double.NaN } },
        { "EarlyStoppingRounds", new BoostingOptions { EarlyStoppingRounds = -1 } },
        { "Threads", new BoostingOptions { Threads = -1 } },
        { "ParallelTrees", new BoostingOptions { ParallelTrees = 0 } },
        { "ColumnSampleByLevel", new BoostingOptions { ColumnSampleByLevel = 0 } },
        { "ColumnSampleByNode", new BoostingOptions { ColumnSampleByNode = 2 } },
        { "MaxDeltaStep", new BoostingOptions { MaxDeltaStep = -1 } },
        { "CategorySmoothing", new BoostingOptions { CategorySmoothing = double.NaN } },
        { "PositiveWeight", new BoostingOptions { PositiveWeight = 0 } },
        { "PositiveWeight", new BoostingOptions { PositiveWeight = 2, Objective = Objective.Poisson } },
        { "Monotone", new BoostingOptions { Monotone = new Dictionary<string, int> { ["x"] = 2 } } },
        {
            "Monotone",
            new BoostingOptions { Monotone = new Dictionary<string, int> { ["x"] = 1 }, Categorical = ["x"] }
        },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void An_option_out_of_range_is_refused_by_name(string option, BoostingOptions options)
    {
        var refused = Assert.Throws<ArgumentException>(options.Validate);

        Assert.Equal(option, refused.ParamName);
        Assert.Contains(option, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaf_wise_growth_needs_no_depth()
    {
        var options = new BoostingOptions { Depth = 0, Leaves = 31 };

        Assert.Null(Record.Exception(options.Validate));
    }
}
