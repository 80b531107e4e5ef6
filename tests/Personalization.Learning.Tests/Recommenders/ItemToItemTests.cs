using Personalization.Learning.Recommenders;

namespace Personalization.Learning.Tests.Recommenders;

public sealed class ItemToItemTests
{
    [Fact]
    public void Scores_equal_shrunk_cosines_worked_out_directly()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var items = random.Next(2, 15);
            var baskets = Baskets(random, items, users: random.Next(1, 40));
            var options = new ItemToItemOptions
            {
                Neighbours = items,
                Shrinkage = random.Next(4),
                MinCommonUsers = random.Next(1, 3),
                Threads = 1,
            };

            var fitted = ItemToItem.Fit(items, baskets, options);

            for (var item = 0; item < items; item++)
            {
                var expected = Direct(items, baskets, item, options);
                var actual = fitted.Neighbours(item).ToArray();
                Assert.Equal(expected.Select(one => one.Item), actual.Select(one => one.Item));
                Assert.Equal(expected.Select(one => one.Score), actual.Select(one => one.Score));
            }
        }
    }

    [Fact]
    public void A_figure_worked_out_by_hand()
    {
        ItemToItem.Basket[] baskets = [Basket(0, 1), Basket(0, 1, 2), Basket(0), Basket(2)];

        var fitted = ItemToItem.Fit(4, baskets, new ItemToItemOptions { Shrinkage = 2 });

        // Items 0 and 1 have two users in common of three and two: 2 / sqrt(3 * 2), times 2 / (2 + 2).
        Assert.Equal(new Neighbour(1, (float)(2 / Math.Sqrt(6) / 2)), fitted.Neighbours(0)[0]);
        Assert.Equal(2, fitted.Neighbours(0)[1].Item);
        Assert.Equal(0, fitted.Neighbours(3).Length);
    }

    [Fact]
    public void A_coincidence_of_two_users_does_not_beat_an_agreement_of_many()
    {
        var baskets = new List<ItemToItem.Basket> { Basket(0, 1), Basket(0, 1) };
        baskets.AddRange(Enumerable.Repeat(Basket(0, 2), 60));
        baskets.AddRange(Enumerable.Repeat(Basket(2), 5));

        var shrunk = ItemToItem.Fit(3, baskets, new ItemToItemOptions { Shrinkage = 10 });

        Assert.Equal(2, shrunk.Neighbours(0)[0].Item);
    }

    [Fact]
    public void Only_the_best_neighbours_are_kept_and_equal_ones_in_the_order_of_their_numbers()
    {
        var fitted = ItemToItem.Fit(
            6, [Basket(0, 5, 4, 3, 2, 1)], new ItemToItemOptions { Neighbours = 3 });

        Assert.Equal([1, 2, 3], fitted.Neighbours(0).ToArray().Select(one => one.Item));
    }

    [Fact]
    public void A_user_of_thousands_of_items_counts_only_for_the_weightiest()
    {
        var hostile = new ItemToItem.Basket(
            [.. Enumerable.Range(0, 20_000)], [.. Enumerable.Range(0, 20_000).Select(item => 1f + (item % 7))]);

        var fitted = ItemToItem.Fit(20_000, [hostile], new ItemToItemOptions { MostItemsOfUser = 10, Shrinkage = 0 });

        var kept = Enumerable.Range(0, 20_000).Where(item => fitted.Neighbours(item).Length > 0);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 6 + (7 * i)), kept);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_neighbours()
    {
        var baskets = Baskets(new Random(9), 500, users: 400);

        var one = ItemToItem.Fit(500, baskets, new ItemToItemOptions { Threads = 1 });
        var three = ItemToItem.Fit(500, baskets, new ItemToItemOptions { Threads = 3 });

        for (var item = 0; item < 500; item++)
        {
            Assert.Equal(one.Neighbours(item).ToArray(), three.Neighbours(item).ToArray());
        }
    }

    [Fact]
    public void Baskets_that_are_none_are_refused()
    {
        var options = new ItemToItemOptions();

        Assert.Throws<ArgumentException>(() => ItemToItem.Fit(2, [Basket(0, 2)], options));
        Assert.Throws<ArgumentException>(() => ItemToItem.Fit(2, [Basket(0, 0)], options));
        Assert.Throws<ArgumentException>(() => ItemToItem.Fit(2, [new([0], [1, 1])], options));
        Assert.Throws<ArgumentException>(() => ItemToItem.Fit(2, [new([0], [float.NaN])], options));
        Assert.Throws<ArgumentException>(() => ItemToItem.Fit(2, [], options with { Neighbours = 0 }));
    }

    private static ItemToItem.Basket Basket(params int[] items) => new(items, [.. items.Select(_ => 1f)]);

    private static ItemToItem.Basket[] Baskets(Random random, int items, int users) =>
        [.. Enumerable.Range(0, users).Select(_ =>
        {
            var all = Enumerable.Range(0, items).ToArray();
            random.Shuffle(all);
            var chosen = all[..random.Next(1, Math.Min(items, 30) + 1)];
            return new ItemToItem.Basket(chosen, [.. chosen.Select(_ => 0.1f + random.NextSingle())]);
        })];

    private static Neighbour[] Direct(int items, ItemToItem.Basket[] baskets, int item, ItemToItemOptions options)
    {
        double[] Column(int i) => [.. baskets.Select(basket =>
            Array.IndexOf(basket.Items, i) is >= 0 and var at ? (double)basket.Weights[at] : 0)];
        var mine = Column(item);
        return [.. Enumerable.Range(0, items).Where(other => other != item)
            .Select(other =>
            {
                var theirs = Column(other);
                var product = mine.Zip(theirs, (a, b) => a * b).Sum();
                var common = mine.Zip(theirs, (a, b) => a > 0 && b > 0 ? 1 : 0).Sum();
                var cosine = product / (Math.Sqrt(mine.Sum(a => a * a)) * Math.Sqrt(theirs.Sum(b => b * b)));
                return (Common: common, new Neighbour(other, (float)(cosine * common / (common + options.Shrinkage))));
            })
            .Where(pair => pair.Common >= options.MinCommonUsers)
            .Select(pair => pair.Item2)
            .OrderByDescending(one => one.Score).ThenBy(one => one.Item)];
    }
}
