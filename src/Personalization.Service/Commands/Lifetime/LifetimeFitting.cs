using System.Diagnostics;
using Personalization.Learning.Lifetime;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Lifetime;

/// <summary>Fits both models to the orders of a file and holds them against what followed.</summary>
internal static class LifetimeFitting
{
    private const double DaysInWeek = 7;

    internal static LifetimeFitAnswer Fit(Transactions transactions, DateOnly? calibrationEnd)
    {
        var (book, last) = (transactions.Orders, transactions.Orders.Last);
        var end = calibrationEnd ?? last;
        if (end < book.First)
        {
            throw new InvalidInputException(
                $"--calibration-end: the first transaction is of {book.First:yyyy-MM-dd}, after {end:yyyy-MM-dd}.");
        }

        var buyers = book.Split(end, last);
        var started = Stopwatch.GetTimestamp();
        var orders = FitOrders([.. buyers.Select(buyer => buyer.Before.Orders)]);
        var values = FitValues(buyers.Select(buyer => buyer.Before));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;

        var weeks = (last.DayNumber - end.DayNumber) / DaysInWeek;
        return new LifetimeFitAnswer(
            buyers.Count,
            buyers.Count(buyer => buyer.Before.Orders.Repeats > 0),
            book.First,
            end,
            orders.Model.R,
            orders.Model.Alpha,
            orders.Model.A,
            orders.Model.B,
            orders.LogLikelihood,
            values?.Model.P,
            values?.Model.Q,
            values?.Model.Gamma,
            values?.LogLikelihood,
            values?.Model.MeanValue(0, 0) is { } mean && double.IsFinite(mean) ? mean : null,
            orders.Converged && values?.Converged != false,
            seconds,
            new LeftOutRows(transactions.WithoutCustomer, transactions.Negative),
            weeks > 0 ? HoldAgainst(buyers, orders.Model, values?.Model, weeks) : null);
    }

    private static LifetimeFit<BetaGeometric> FitOrders(OrderHistory[] histories)
    {
        try
        {
            return BetaGeometricFit.Fit(histories);
        }
        catch (ArgumentException e)
        {
            throw new InvalidInputException(e.Message.Split(" (Parameter")[0], e);
        }
    }

    private static LifetimeFit<GammaGamma>? FitValues(IEnumerable<BuyerSummary> buyers)
    {
        var spending = buyers.Where(buyer => buyer.MeanValue > 0)
            .Select(buyer => new SpendHistory(buyer.Orders.Repeats, buyer.MeanValue)).ToArray();
        return spending.Length == 0 || spending.All(buyer => buyer.Mean == spending[0].Mean)
            ? null
            : GammaGammaFit.Fit(spending);
    }

    private static Holdout HoldAgainst(
        IReadOnlyList<(BuyerSummary Before, int OrdersAfter, double ValueAfter)> buyers,
        BetaGeometric orders,
        GammaGamma? values,
        double weeks)
    {
        var model = buyers.Select(buyer => orders.Orders(buyer.Before.Orders, weeks)).ToArray();
        var naive = buyers.Select(buyer => PastRate(buyer.Before.Orders) * weeks).ToArray();
        var came = buyers.Select(buyer => (double)buyer.OrdersAfter).ToArray();
        var ordersForetold = new Foretold(came.Sum(), ForecastError.Of(model, came), ForecastError.Of(naive, came));
        if (values is null)
        {
            return new Holdout(weeks, ordersForetold, null);
        }

        var worth = buyers.Select((buyer, i) => model[i] * MeanValue(values, buyer.Before)).ToArray();
        var naiveWorth = buyers.Select((buyer, i) => naive[i] * buyer.Before.MeanValue).ToArray();
        var paid = buyers.Select(buyer => buyer.ValueAfter).ToArray();
        return new Holdout(
            weeks,
            ordersForetold,
            new Foretold(paid.Sum(), ForecastError.Of(worth, paid), ForecastError.Of(naiveWorth, paid)));
    }

    private static double MeanValue(GammaGamma model, BuyerSummary buyer) =>
        buyer.MeanValue > 0 ? model.MeanValue(buyer.Orders.Repeats, buyer.MeanValue) : model.MeanValue(0, 0);

    private static double PastRate(OrderHistory history) => history.Age > 0 ? history.Repeats / history.Age : 0;
}
