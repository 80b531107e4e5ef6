using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Features;

/// <summary>The pauses, in days, between one day with an order and the next, over the days a profile keeps.</summary>
internal readonly record struct OrderGaps(double Mean, double Deviation)
{
    public static OrderGaps Of(DayTable table, int today)
    {
        var previous = -1;
        var (gaps, sum, squares) = (0, 0.0, 0.0);
        for (var row = 0; row < table.Count && table.DayAt(row) <= today; row++)
        {
            if (table.RowAt(row)[OrderColumn.Orders] == 0)
            {
                continue;
            }

            if (previous >= 0)
            {
                var gap = table.DayAt(row) - previous;
                gaps++;
                sum += gap;
                squares += (double)gap * gap;
            }

            previous = table.DayAt(row);
        }

        var mean = gaps == 0 ? double.NaN : sum / gaps;
        return new OrderGaps(mean, gaps < 2 ? double.NaN : Math.Sqrt(Math.Max(0, (squares / gaps) - (mean * mean))));
    }
}

/// <summary>What was ordered on the last day with an order that a profile keeps; NaN without one.</summary>
internal readonly record struct LastOrderDay(double Lines, double Revenue)
{
    public static LastOrderDay Of(DayTable table, int today)
    {
        for (var row = table.FirstAfter(today) - 1; row >= 0; row--)
        {
            var cells = table.RowAt(row);
            if (cells[OrderColumn.Orders] > 0)
            {
                return new LastOrderDay(
                    (double)cells[OrderColumn.Lines] / cells[OrderColumn.Orders],
                    Money.ToNumber(cells[OrderColumn.Revenue]) / cells[OrderColumn.Orders]);
            }
        }

        return new LastOrderDay(double.NaN, double.NaN);
    }
}
