using Personalization.Learning.Lifetime;

namespace Personalization.Learning.Tests.Lifetime;

public sealed class BetaGeometricTests
{
    private static readonly BetaGeometric Cdnow = new(0.243, 4.414, 0.793, 2.426);

    [Theory, Trait("clause", "CLV-3")]
    [InlineData(2, 30.43, 38.86, 39, 1.226028174767135)]
    [InlineData(1, 1.71, 38.86, 39, 0.2031869870797511)]
    [InlineData(0, 0, 38.86, 39, 0.19509805201125396)]
    [InlineData(29, 35, 38.86, 52, 18.18530122824194)]
    [InlineData(0, 0, 0, 520, 4.974617861849564)]
    public void Expects_what_the_published_formula_does(
        int repeats, double last, double age, double horizon, double expected)
    {
        var orders = Cdnow.Orders(new OrderHistory(repeats, last, age), horizon);

        Assert.Equal(expected, orders, tolerance: 1e-9 * expected);
    }

    [Fact]
    public void Expects_what_the_published_formula_does_for_other_parameters()
    {
        Assert.Equal(
            0.7937261184438416, new BetaGeometric(3, 2, 1.7, 0.9).Orders(new(5, 20, 30), 100), tolerance: 1e-9);
        Assert.Equal(
            2.874460701148085, new BetaGeometric(0.5, 0.3, 0.2, 0.3).Orders(new(0, 0, 4), 50), tolerance: 1e-9);
        Assert.Equal(
            2.2213366897039024, new BetaGeometric(0.5, 0.3, 0.2, 0.3).Orders(new(1, 1, 4), 50), tolerance: 1e-9);
    }

    [Theory]
    [InlineData(1.0, 2.0)]
    [InlineData(0.25, 0.75)]
    [InlineData(1.0, 1e-9)]
    public void Has_no_hole_where_the_published_formula_divides_by_zero(double a, double b)
    {
        var history = new OrderHistory(3, 10, 20);
        var newcomer = new OrderHistory(0, 0, 20);

        foreach (var each in (OrderHistory[])[history, newcomer])
        {
            var at = new BetaGeometric(0.5, 5, a, b).Orders(each, 30);
            var below = new BetaGeometric(0.5, 5, a * (1 - 1e-6), b).Orders(each, 30);
            var above = new BetaGeometric(0.5, 5, a * (1 + 1e-6), b).Orders(each, 30);

            Assert.Equal((below + above) / 2, at, tolerance: 1e-9);
            Assert.InRange(at, 0, 30 * 4);
        }
    }

    [Fact, Trait("clause", "CLV-3")]
    public void Agrees_with_what_simulated_buyers_go_on_to_do()
    {
        var model = new BetaGeometric(0.8, 6, 0.9, 3);
        var buyers = SimulatedBuyers.Make(model, count: 40_000, age: 40, horizon: 26, seed: 20260101);

        var expected = buyers.Sum(buyer => model.Orders(buyer.History, 26));
        var alive = buyers.Sum(buyer => model.Alive(buyer.History));

        Assert.InRange(expected / buyers.Sum(buyer => buyer.Later), 0.97, 1.03);
        Assert.InRange(alive / buyers.Count(buyer => buyer.IsAlive), 0.98, 1.02);
    }

    [Fact]
    public void Knows_within_which_time_half_of_the_living_order_again()
    {
        var model = new BetaGeometric(2, 8, 0.5, 4);
        var buyers = SimulatedBuyers.Make(model, count: 40_000, age: 30, horizon: 200, seed: 20260102);
        var living = buyers.Where(buyer => buyer.IsAlive).ToArray();

        var early = living.Count(buyer => buyer.Next <= model.TimeToNext(buyer.History));

        Assert.InRange((double)early / living.Length, 0.49, 0.51);
    }

    [Fact]
    public void The_longer_nothing_comes_after_many_orders_the_likelier_the_buyer_is_gone()
    {
        var probabilities = Enumerable.Range(10, 60)
            .Select(age => Cdnow.Alive(new OrderHistory(12, 9, age))).ToArray();

        Assert.Equal(probabilities.OrderDescending(), probabilities);
        Assert.True(probabilities[0] > 0.8 && probabilities[^1] < 0.001);
        Assert.Equal(1, Cdnow.Alive(new OrderHistory(0, 0, 500)));
    }

    [Fact]
    public void Orders_that_come_later_are_worth_less_when_discounted()
    {
        var history = new OrderHistory(4, 30, 33);

        var plain = Cdnow.DiscountedOrders(history, 52, 4, 0);
        var discounted = Cdnow.DiscountedOrders(history, 52, 4, 0.002);

        Assert.Equal(Cdnow.Orders(history, 52), plain);
        Assert.InRange(discounted, plain * Math.Pow(1.002, -52), plain * Math.Pow(1.002, -2));
    }

    [Theory]
    [InlineData(5_000, 400, 401, 52)]
    [InlineData(0, 0, 0, 1e6)]
    [InlineData(1, 0, 1e5, 52)]
    [InlineData(3, 1e-9, 2e-9, 1e-9)]
    public void Stays_a_number_at_the_ends_of_its_range(int repeats, double last, double age, double horizon)
    {
        var history = new OrderHistory(repeats, last, age);

        Assert.InRange(Cdnow.Orders(history, horizon), 0, 1e7);
        Assert.InRange(Cdnow.Alive(history), 0, 1);
        Assert.InRange(Cdnow.TimeToNext(history), 0, double.MaxValue);
    }

    [Theory]
    [InlineData(50, 50)]
    [InlineData(50, 0.01)]
    [InlineData(1e-5, 50)]
    [InlineData(1e-5, 1e-5)]
    public void Stays_a_number_for_parameters_at_the_ends_of_theirs(double a, double b)
    {
        var model = new BetaGeometric(0.5, 4, a, b);

        foreach (var history in (OrderHistory[])[new(0, 0, 0), new(0, 0, 300), new(3, 10, 20), new(80, 30, 31)])
        {
            var orders = (double[])[.. new[] { 1.0, 13, 52, 500 }.Select(horizon => model.Orders(history, horizon))];

            Assert.All(orders, expected => Assert.InRange(expected, 0, 2000));
            Assert.Equal(orders.Order(), orders);
        }
    }

    [Fact]
    public void Allocates_nothing()
    {
        var history = new OrderHistory(4, 30, 33);
        var sum = Cdnow.Orders(history, 52) + Cdnow.Alive(history) + Cdnow.TimeToNext(history);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            sum += Cdnow.Orders(history, 52) + Cdnow.Alive(history) + Cdnow.TimeToNext(history);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }
}
