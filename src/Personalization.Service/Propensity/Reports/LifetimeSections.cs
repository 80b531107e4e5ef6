using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;

namespace Personalization.Service.Propensity.Reports;

/// <summary>What only the lifetime model's report has.</summary>
internal static class LifetimeSections
{
    public static void Held(ReportHtml page, LifetimeMetadata model)
    {
        page.Title("On time it had not seen");
        if (model.Report.Test is not { } test)
        {
            page.Text("It was not measured: the history leaves no such time.");
            return;
        }

        page.Text($"The {model.HorizonDays} days from {ReportHtml.Time(test.At)}: {test.Customers:N0} customers spent "
                + $"{ReportHtml.Number(test.Spent)}. {model.Report.Reason}")
            .Table(
                ["foretold by", "sum", "mean absolute error", "root mean square error",
                    $"the same, cut at {ReportHtml.Number(test.Cap)}", "deviance"],
                Errors(model, test))
            .Comparisons(model.Verdict);
        if (test.Deciles is { Count: > 0 } deciles)
        {
            page.Plots(
                ("A customer's spending by decile. Pale: foretold. Dark: came", ReportPlots.Expected(
                    deciles, "Foretold and real spending by decile", "a customer")),
                ("Whether values come true, by decile", ReportPlots.Amounts(
                    deciles, "Calibration of values", "foretold", "came")),
                ("Spending reached by the best-valued share", ReportPlots.Gains(deciles, "share of spending reached")));
        }
    }

    public static void Past(ReportHtml page, PastOrders past) => page
        .Text($"Orders that version {past.Version} expected of the {past.Days:0} days from {ReportHtml.Time(past.At)}: "
            + $"{past.Expected:N0}; {past.Observed:N0} came. Over deciles they are {past.Error:P1} off, chance alone "
            + $"gives {past.Chance:P1}.")
        .Plots(
            ("Orders a customer by decile. Pale: expected. Dark: came", ReportPlots.Expected(
                past.Deciles, "Expected and real orders by decile", "orders a customer")),
            ("Whether expectations came true", ReportPlots.Amounts(
                past.Deciles, "Calibration of past orders", "expected", "came")));

    public static void Learnt(ReportHtml page, LifetimeMetadata model)
    {
        var (orders, values) = (model.Orders, model.Values);
        page.Title("What it goes by").Table(
            ["", ""],
            [
                ["orders (BG/NBD)", $"r {orders.R:0.0000}, alpha {orders.Alpha:0.0000} weeks, "
                    + $"a {orders.A:0.0000}, b {orders.B:0.0000}; "
                    + $"log-likelihood {model.Report.LogLikelihood:N2}"],
                ["order values", values is null
                    ? $"all alike: {ReportHtml.Number(model.MeanValue)}"
                    : $"Gamma-Gamma: p {values.P:0.0000}, q {values.Q:0.0000}, gamma {values.Gamma:0.0000}"],
                ["values by", model.Serves == LifetimeMethod.Trees ? "boosted trees" : "orders times order values"],
                ["customers",
                    $"{model.Report.Customers:N0} with an order, {model.Report.RepeatCustomers:N0} ordered again"],
            ]);
        page.Plots(
            ("Share of the trees' gain", ReportPlots.Importance(model.Report.Importance ?? [])),
            ("Values of 365 days by rank of the customer", ReportPlots.Ranks(model.ValueQuantiles)));
    }

    private static IEnumerable<string[]> Errors(LifetimeMetadata model, LifetimeTest test)
    {
        var serving = model.Serves == LifetimeMethod.Trees;
        yield return Row($"orders times order values{(serving ? "" : " (serves)")}", test.Probability);
        if (test.Trees is { } trees)
        {
            yield return Row($"boosted trees{(serving ? " (serve)" : "")}", trees);
        }

        yield return Row("spending as before", test.Naive);
    }

    private static string[] Row(string name, LifetimeError error) =>
    [
        name, ReportHtml.Number(error.All.Forecast), ReportHtml.Number(error.All.MeanAbsolute),
        ReportHtml.Number(error.All.RootMeanSquare), ReportHtml.Number(error.CappedRootMeanSquare),
        error.Deviance is { } deviance ? ReportHtml.Number(deviance) : "",
    ];
}
