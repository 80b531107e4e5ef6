using Personalization.Learning.Lifetime;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Lifetime;

public sealed class CdnowTests
{
    [DataFact("cdnow_sample_summary.csv"), Trait("clause", "CLV-1")]
    public void Finds_the_published_parameters_of_the_BG_NBD_model()
    {
        var histories = Cdnow.Summary(Repository.Data("cdnow_sample_summary.csv")!)
            .Select(customer => customer.Orders).ToArray();

        var fit = BetaGeometricFit.Fit(histories);

        Assert.True(fit.Converged);
        AssertWithin(0.002, 0.243, fit.Model.R);
        AssertWithin(0.002, 4.414, fit.Model.Alpha);
        AssertWithin(0.002, 0.793, fit.Model.A);
        AssertWithin(0.002, 2.426, fit.Model.B);
        Assert.Equal(-9582.429, fit.LogLikelihood, tolerance: 0.01);
    }

    [DataFact("cdnow_sample_summary.csv"), Trait("clause", "CLV-2")]
    public void Finds_the_published_parameters_of_the_Gamma_Gamma_model()
    {
        var spending = Cdnow.Spending(Cdnow.Summary(Repository.Data("cdnow_sample_summary.csv")!));

        var fit = GammaGammaFit.Fit(spending);

        Assert.True(fit.Converged);
        Assert.Equal(946, fit.Buyers);
        AssertWithin(0.002, 6.25, fit.Model.P);
        AssertWithin(0.002, 3.74, fit.Model.Q);
        AssertWithin(0.002, 15.44, fit.Model.Gamma);
    }

    [DataFact("CDNOW_sample.txt")]
    public void Summarises_transactions_as_published()
    {
        var published = Cdnow.Summary(Repository.Data("cdnow_sample_summary.csv")!);

        var summary = Cdnow.Summarise(Repository.Data("CDNOW_sample.txt")!, 0, new DateOnly(1997, 9, 30));

        Assert.Equal(published.Length, summary.Length);
        foreach (var (expected, actual) in published.Zip(summary))
        {
            Assert.Equal(expected.Orders.Repeats, actual.Orders.Repeats);
            Assert.Equal(expected.Orders.Last, actual.Orders.Last, tolerance: 0.0051);
            Assert.Equal(expected.Orders.Age, actual.Orders.Age, tolerance: 0.0051);
            Assert.Equal(expected.Mean, actual.Mean, tolerance: 0.0051);
        }
    }

    // Parameters and forecast as scipy finds them by the published formulas; 19,684 orders came.
    [DataFact("CDNOW_master.txt"), Trait("clause", "CLV-3")]
    public void Forecasts_the_next_39_weeks_of_all_customers_better_than_their_past_rates()
    {
        var path = Repository.Data("CDNOW_master.txt")!;
        var calibration = Cdnow.Summarise(path, 1, new DateOnly(1997, 9, 30));
        var all = Cdnow.Summarise(path, 1, new DateOnly(1998, 6, 30));
        var later = calibration.Zip(all, (before, after) => after.Orders.Repeats - before.Orders.Repeats).ToArray();

        var fit = BetaGeometricFit.Fit([.. calibration.Select(customer => customer.Orders)]);
        var forecast = Array.ConvertAll(calibration, customer => fit.Model.Orders(customer.Orders, 39));
        var naive = Array.ConvertAll(
            calibration, customer => customer.Orders.Repeats / customer.Orders.Age * 39);

        Assert.Equal((23_570, 19_684), (fit.Buyers, later.Sum()));
        Assert.Equal(-95368.4439, fit.LogLikelihood, tolerance: 0.01);
        Assert.Equal(0.251624, fit.Model.R, tolerance: 1e-5);
        Assert.Equal(16_873.73, forecast.Sum(), tolerance: 0.1);
        Assert.True(Error(forecast) < 0.9 * Error(naive));

        double Error(double[] forecasts) =>
            Math.Sqrt(forecasts.Zip(later, (expected, came) => (expected - came) * (expected - came)).Average());
    }

    private static void AssertWithin(double share, double expected, double actual) =>
        Assert.InRange(actual, expected * (1 - share), expected * (1 + share));
}
