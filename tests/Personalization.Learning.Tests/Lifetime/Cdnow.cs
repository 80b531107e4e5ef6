using System.Globalization;
using Personalization.Learning.Lifetime;

namespace Personalization.Learning.Tests.Lifetime;

/// <summary>CDNOW, 23,570 customers who first bought in early 1997, and its 1/10 sample; weeks and dollars.</summary>
internal static class Cdnow
{
    /// <summary>The published summary of the sample up to 1997-09-30.</summary>
    public static (OrderHistory Orders, double Mean)[] Summary(string path) =>
    [
        .. File.ReadLines(path).Skip(1).Select(line =>
        {
            var cells = Array.ConvertAll(line.Split(','), cell => double.Parse(cell, CultureInfo.InvariantCulture));
            return (new OrderHistory((int)cells[1], cells[2], cells[3]), cells[4]);
        }),
    ];

    /// <summary>Every customer of a transaction file up to a day, with the mean value of repeat orders; one order a day
    /// at most.</summary>
    public static (OrderHistory Orders, double Mean)[] Summarise(string path, int lines, DateOnly until)
    {
        var days = File.ReadLines(path).Skip(lines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(cells => (
                Customer: cells[0],
                Day: DateOnly.ParseExact(cells[^3], "yyyyMMdd", CultureInfo.InvariantCulture),
                Value: double.Parse(cells[^1], CultureInfo.InvariantCulture)))
            .Where(order => order.Day <= until)
            .GroupBy(order => (order.Customer, order.Day))
            .Select(orders => (orders.Key.Customer, orders.Key.Day, Value: orders.Sum(order => order.Value)));
        return
        [
            .. days.GroupBy(day => day.Customer).Select(customer =>
            {
                var ordered = customer.OrderBy(day => day.Day).ToArray();
                var first = ordered[0].Day.DayNumber;
                return (
                    new OrderHistory(
                        ordered.Length - 1,
                        (ordered[^1].Day.DayNumber - first) / 7.0,
                        (until.DayNumber - first) / 7.0),
                    ordered.Length == 1 ? 0 : ordered.Skip(1).Average(day => day.Value));
            }),
        ];
    }

    public static SpendHistory[] Spending(IEnumerable<(OrderHistory Orders, double Mean)> customers) =>
    [
        .. customers.Where(customer => customer.Mean > 0)
            .Select(customer => new SpendHistory(customer.Orders.Repeats, customer.Mean)),
    ];
}
