using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class DeterminismTests
{
    public static TheoryData<BoostingOptions> Ways => new()
    {
        new BoostingOptions { Rounds = 12, Depth = 6 },
        new BoostingOptions { Rounds = 12, Depth = 0, Leaves = 24 },
        new BoostingOptions { Rounds = 12, Depth = 5, Subsample = 0.7, ColumnSample = 0.6, Seed = 3, L1 = 0.2 },
        new BoostingOptions { Rounds = 12, Depth = 8, MinChildWeight = 0, L2 = 0, Bins = 32 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Any_number_of_threads_gives_the_same_bytes(BoostingOptions options)
    {
        // More rows than a block of the partition, so that threads do share nodes.
        var set = Synthetic.Crooked(40_000, seed: 20, columns: 11);

        var models = new[] { 1, 2, 3, 8 }
            .Select(threads => GradientBoosting.Train(set, options with { Threads = threads }).ToXgboostJson())
            .ToArray();

        Assert.All(models, model => Assert.Equal(models[0], model));
    }

    [Fact]
    [Trait("clause", "GBT-3")]
    public void Any_number_of_threads_gives_the_same_bytes_for_every_objective()
    {
        foreach (var objective in Labelled.Objectives)
        {
            var set = Labelled.For(objective, 20_000, seed: 22, columns: 9);
            var options = new BoostingOptions
            {
                Objective = objective,
                Rounds = 4,
                Subsample = 0.8,
                ColumnSampleByLevel = 0.8,
                ColumnSampleByNode = 0.8,
                Monotone = new Dictionary<string, int> { ["x1"] = 1 },
            };

            var models = new[] { 1, 2, 5 }
                .Select(threads => GradientBoosting.Train(set, options with { Threads = threads }).ToXgboostJson())
                .ToArray();

            Assert.All(models, model => Assert.Equal(models[0], model));
        }
    }

    [Fact]
    public void The_seed_decides_what_is_drawn()
    {
        var set = Synthetic.Crooked(2000, seed: 21);
        var options = new BoostingOptions { Rounds = 5, Subsample = 0.5 };

        var first = GradientBoosting.Train(set, options with { Seed = 1 }).ToXgboostJson();
        var again = GradientBoosting.Train(set, options with { Seed = 1 }).ToXgboostJson();
        var other = GradientBoosting.Train(set, options with { Seed = 2 }).ToXgboostJson();

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Row_samples_have_the_asked_share_and_leave_no_row_to_nobody()
    {
        var sampling = new Sampling(new BoostingOptions { Subsample = 0.3 }, rows: 10_000);
        var times = new int[10_000];
        var drawn = new int[10_000];

        for (var round = 0; round < 100; round++)
        {
            var count = sampling.DrawRows(round, drawn);
            Assert.InRange(count, 2750, 3250);
            Assert.Equal(
                Enumerable.Range(0, 10_000), drawn.Take(count).Concat(sampling.LeftOut.ToArray()).Order());
            foreach (var row in drawn.Take(count))
            {
                times[row]++;
            }
        }

        Assert.All(times, time => Assert.InRange(time, 8, 55));
    }
}
