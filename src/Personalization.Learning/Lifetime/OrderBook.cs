namespace Personalization.Learning.Lifetime;

/// <summary>What a buyer did up to a day, in weeks; the first order is not among the values.</summary>
/// <param name="Orders">Repeat orders and when the last of them came.</param>
/// <param name="MeanValue">The mean value of a repeat order; 0 without any.</param>
public readonly record struct BuyerSummary(OrderHistory Orders, double MeanValue);

/// <summary>
/// Orders, gathered one by one in any order; what a buyer orders on one day is one order of the summed value.
/// </summary>
public sealed class OrderBook
{
    private const double DaysInWeek = 7;
    private readonly Dictionary<string, SortedList<int, double>> _buyers = new(StringComparer.Ordinal);

    /// <summary>How many different buyers.</summary>
    public int Buyers => _buyers.Count;

    /// <summary>How many orders: days on which a buyer ordered.</summary>
    public int Orders => _buyers.Values.Sum(days => days.Count);

    /// <summary>The day of the first order; throws when there is none.</summary>
    public DateOnly First => DateOnly.FromDayNumber(_buyers.Values.Min(days => days.GetKeyAtIndex(0)));

    /// <summary>The day of the last order; throws when there is none.</summary>
    public DateOnly Last => DateOnly.FromDayNumber(_buyers.Values.Max(days => days.GetKeyAtIndex(days.Count - 1)));

    /// <summary>Adds an order.</summary>
    public void Add(string buyer, DateOnly day, double value)
    {
        if (!_buyers.TryGetValue(buyer, out var days))
        {
            _buyers.Add(buyer, days = new SortedList<int, double>(1));
        }

        var number = day.DayNumber;
        days[number] = days.GetValueOrDefault(number) + value;
    }

    /// <summary>
    /// Those who ordered by the end of a day, which is observed itself, in the order in which they were added first;
    /// each with the orders and the value of the days after it, up to another.
    /// </summary>
    public IReadOnlyList<(BuyerSummary Before, int OrdersAfter, double ValueAfter)> Split(DateOnly end, DateOnly until)
    {
        var summaries = new List<(BuyerSummary, int, double)>(_buyers.Count);
        foreach (var days in _buyers.Values)
        {
            if (days.GetKeyAtIndex(0) <= end.DayNumber)
            {
                var before = Summarise(days, end.DayNumber);
                var after = days.Where(day => day.Key > end.DayNumber && day.Key <= until.DayNumber).ToArray();
                summaries.Add((before, after.Length, after.Sum(day => day.Value)));
            }
        }

        return summaries;
    }

    private static BuyerSummary Summarise(SortedList<int, double> days, int end)
    {
        var (first, last, repeats, value) = (days.GetKeyAtIndex(0), days.GetKeyAtIndex(0), 0, 0.0);
        for (var i = 1; i < days.Count && days.GetKeyAtIndex(i) <= end; i++)
        {
            (last, repeats) = (days.GetKeyAtIndex(i), repeats + 1);
            value += days.GetValueAtIndex(i);
        }

        return new BuyerSummary(
            new OrderHistory(repeats, (last - first) / DaysInWeek, (end - first) / DaysInWeek),
            repeats == 0 ? 0 : value / repeats);
    }
}
