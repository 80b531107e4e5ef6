using Personalization.Learning.Lifetime;

namespace Personalization.Learning.Tests.Lifetime;

public sealed class LifetimeFitTests
{
    [Fact, Trait("clause", "CLV-1")]
    public void Finds_the_parameters_that_buyers_were_simulated_with()
    {
        var truth = new BetaGeometric(0.9, 5, 0.8, 2.5);
        var histories = SimulatedBuyers.Make(truth, 30_000, age: 50, horizon: 0, seed: 20260103)
            .Select(buyer => buyer.History).ToArray();

        var fit = BetaGeometricFit.Fit(histories);

        Assert.True(fit.Converged);
        Assert.Equal(truth.R, fit.Model.R, tolerance: 0.05);
        Assert.Equal(truth.Alpha, fit.Model.Alpha, tolerance: 0.3);
        Assert.Equal(truth.A, fit.Model.A, tolerance: 0.1);
        Assert.Equal(truth.B, fit.Model.B, tolerance: 0.4);
        Assert.True(fit.LogLikelihood >= BetaGeometricFit.LogLikelihood(truth, histories));
    }

    [Fact, Trait("clause", "CLV-1")]
    public void No_parameters_nearby_are_likelier()
    {
        var histories = SimulatedBuyers.Make(new(0.5, 4, 0.7, 2), 2_000, age: 40, horizon: 0, seed: 20260104)
            .Select(buyer => buyer.History).ToArray();

        var fit = BetaGeometricFit.Fit(histories);

        var (r, alpha, a, b) = fit.Model;
        foreach (var factor in (double[])[0.999, 1.001])
        {
            foreach (var other in (BetaGeometric[])
                [new(r * factor, alpha, a, b), new(r, alpha * factor, a, b), new(r, alpha, a * factor, b),
                new(r, alpha, a, b * factor)])
            {
                Assert.True(BetaGeometricFit.LogLikelihood(other, histories) < fit.LogLikelihood);
            }
        }
    }

    [Fact]
    public void Fits_the_same_in_any_unit_of_time()
    {
        var weeks = SimulatedBuyers.Make(new(0.5, 4, 0.7, 2), 2_000, age: 40, horizon: 0, seed: 20260105)
            .Select(buyer => buyer.History).ToArray();
        var days = weeks.Select(history => new OrderHistory(history.Repeats, history.Last * 7, history.Age * 7));

        var inWeeks = BetaGeometricFit.Fit(weeks);
        var inDays = BetaGeometricFit.Fit([.. days]);

        Assert.Equal(inWeeks.Model.R, inDays.Model.R, tolerance: 1e-6);
        Assert.Equal(inWeeks.Model.Alpha * 7, inDays.Model.Alpha, tolerance: 1e-5);
        Assert.Equal(
            inWeeks.LogLikelihood - (weeks.Sum(history => history.Repeats) * Math.Log(7)),
            inDays.LogLikelihood,
            tolerance: 1e-6);
    }

    [Fact]
    public void Buyers_who_never_stop_are_fitted_as_such()
    {
        var random = new Random(20260106);
        var histories = Enumerable.Range(0, 500).Select(_ => random.Next(5, 15))
            .Select(repeats => new OrderHistory(repeats, 50, 51)).ToArray();

        var fit = BetaGeometricFit.Fit(histories);

        Assert.True(fit.Model.A / (fit.Model.A + fit.Model.B) < 0.01);
        Assert.Equal(10 * 26.0 / 51, fit.Model.Orders(histories[0] with { Repeats = 10 }, 26), tolerance: 0.5);
    }

    [Fact, Trait("clause", "CLV-2")]
    public void Finds_the_spending_that_was_simulated()
    {
        var random = new Random(20260107);
        var truth = new GammaGamma(6, 4, 15);
        var spending = Enumerable.Range(0, 30_000).Select(_ =>
        {
            var scale = SimulatedBuyers.Gamma(truth.Q, random) / truth.Gamma;
            var orders = random.Next(1, 8);
            return new SpendHistory(orders, SimulatedBuyers.Gamma(truth.P * orders, random) / scale / orders);
        }).ToArray();

        var fit = GammaGammaFit.Fit(spending);

        Assert.True(fit.Converged);
        Assert.Equal(truth.P, fit.Model.P, tolerance: 0.3);
        Assert.Equal(truth.Q, fit.Model.Q, tolerance: 0.2);
        Assert.Equal(truth.Gamma, fit.Model.Gamma, tolerance: 1.5);
        Assert.Equal(truth.P * truth.Gamma / (truth.Q - 1), fit.Model.MeanValue(0, 0), tolerance: 0.5);
        Assert.True(fit.LogLikelihood >= GammaGammaFit.LogLikelihood(truth, spending));
    }

    [Fact]
    public void Buyers_who_all_spend_alike_are_expected_to_spend_the_same()
    {
        var random = new Random(20260120);
        var spending = Enumerable.Range(0, 400).Select(_ => random.Next(1, 30)).Select(orders => new SpendHistory(
            orders, Enumerable.Range(0, orders).Average(_ => 10 + random.Next(50)))).ToArray();

        var fit = GammaGammaFit.Fit(spending);

        Assert.Equal(34.5, fit.Model.MeanValue(0, 0), tolerance: 1);
        Assert.Equal(34.5, fit.Model.MeanValue(5, 60), tolerance: 2);
    }

    [Fact]
    public void A_buyer_of_many_orders_is_expected_to_spend_as_before_and_one_of_few_like_the_others()
    {
        var model = new GammaGamma(6.25, 3.74, 15.44);

        Assert.Equal(100, model.MeanValue(10_000, 100), tolerance: 0.1);
        Assert.InRange(model.MeanValue(1, 100), model.MeanValue(0, 0), 100);
        Assert.Equal(6.25 * 15.44 / 2.74, model.MeanValue(0, 0), tolerance: 1e-9);
    }

    [Fact]
    public void Says_what_is_wrong_with_histories()
    {
        Says("Nobody ordered twice", () => BetaGeometricFit.Fit([new(0, 0, 5)]));
        Says("Nobody ordered twice", () => BetaGeometricFit.Fit([]));
        Says("at index 1", () => BetaGeometricFit.Fit([new(1, 2, 5), new(1, 6, 5)]));
        Says("at index 0", () => BetaGeometricFit.Fit([new(1, 2, double.NaN)]));
        Says("worth the same", () => GammaGammaFit.Fit([new(2, 5), new(1, 5)]));
        Says("over 0", () => GammaGammaFit.Fit([new(2, 5), new(1, 0)]));

        static void Says(string what, Func<object> fit) =>
            Assert.Contains(what, Assert.Throws<ArgumentException>(fit).Message, StringComparison.Ordinal);
    }

    // scipy.special.gammaln and psi.
    [Theory]
    [InlineData(0.001, 6.907178885383853, -1000.5755719318103)]
    [InlineData(0.243, 1.3180435846996699, -4.351093864423211)]
    [InlineData(0.5, 0.5723649429247, -1.9635100260214235)]
    [InlineData(1, 0, -0.5772156649015329)]
    [InlineData(2.5, 0.2846828704729192, 0.7031566406452432)]
    [InlineData(9.99, 12.779315214350195, 2.250700372831201)]
    [InlineData(37.2, 96.43971016156839, 3.6028076865063574)]
    [InlineData(10000, 82099.71749644238, 9.21029037114285)]
    public void Gamma_functions_are_right(double x, double logGamma, double digamma)
    {
        Assert.Equal(logGamma, SpecialFunctions.LogGamma(x), tolerance: 1e-13 * Math.Max(1, Math.Abs(logGamma)));
        Assert.Equal(digamma, SpecialFunctions.Digamma(x), tolerance: 1e-13 * Math.Max(1, Math.Abs(digamma)));
    }
}
