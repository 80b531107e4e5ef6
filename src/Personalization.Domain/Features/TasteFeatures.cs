using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Learning.Numerics;
using static Personalization.Domain.Features.Feature;
using static Personalization.Domain.Features.FeatureInputs;

namespace Personalization.Domain.Features;

/// <summary>Products and categories, hours and weekdays, devices.</summary>
internal static class TasteFeatures
{
    public static IEnumerable<Feature> All => [.. Assortment, .. Habits];

    private static Feature[] Assortment =>
    [
        Count("distinct_products_viewed", "products", "lifetime", "Different products viewed; estimated above 64.",
            static (in c) => c.Profile.ProductsViewed.EstimatedCount()),
        Count("distinct_products_bought", "products", "lifetime", "Different products ordered; estimated above 64.",
            static (in c) => c.Profile.ProductsBought.EstimatedCount()),
        Count("distinct_categories", "categories", "lifetime", "Different categories; estimated above 64.",
            static (in c) => c.Profile.CategoryMap.EstimatedCount()),
        Rate("top_category_share", null, "Share of the strongest category in the interest in all.",
            static (in c) => c.Interests.TopShare),
        Rate("category_concentration", null,
            "Sum of the squared shares of categories (Herfindahl index): 1 for a single one.",
            static (in c) => c.Interests.Concentration),
    ];

    private static Feature[] Habits =>
    [
        Number("hour_mean", "hour", "lifetime", "Circular mean of the hours of the customer's actions, UTC, 0 to 24.",
            static (in c) => Clock.MeanHour(c.Lifetime.Hours)),
        Number("favourite_hour", "hour", "lifetime",
            "The hour with most actions, UTC, 0 to 23; the earliest of equals.",
            static (in c) => Clock.Favourite(c.Lifetime.Hours)),
        Number("favourite_weekday", "weekday", "lifetime", "The weekday with most actions, UTC: 1 is Monday, 7 Sunday.",
            static (in c) => Clock.Favourite(c.Lifetime.Weekdays) + 1),
        Rate("weekend_share", "lifetime", "Share of actions on Saturday and Sunday, UTC.",
            static (in c) => Ratio(c.Lifetime.Weekdays[5] + c.Lifetime.Weekdays[6], c.Lifetime.Weekdays.Sum())),
        Rate("mobile_share", "lifetime", "Share of telephones in the events whose device is known.",
            static (in c) => Ratio(c.Lifetime.Devices[(int)DeviceKind.Mobile], c.Lifetime.Devices.Sum())),
        Flag("is_known", null, "Whether the shop knows who the customer is.",
            static (in c) => c.Profile.Customer.IsKnown ? 1 : 0),
    ];
}

/// <summary>
/// How the interest of a customer is spread over categories; all weights fade alike, so the shares do not depend on
/// when.
/// </summary>
internal readonly record struct Interests(string? Top, double TopShare, double Concentration)
{
    public static Interests Of(Profile profile)
    {
        var categories = profile.CategoryMap;
        var (sum, squares, largest, top) = (0.0, 0.0, 0.0, default(string));
        for (var i = 0; i < categories.Count; i++)
        {
            var weight = categories.ValueAt(i).Interest.At(profile.Lifetime.LastSeen, CategoryCounts.HalfLife);
            sum += weight;
            squares += weight * weight;
            if (weight > largest)
            {
                (largest, top) = (weight, categories.KeyAt(i));
            }
        }

        return sum == 0
            ? new Interests(null, double.NaN, double.NaN)
            : new Interests(top, largest / sum, squares / (sum * sum));
    }
}

/// <summary>Averages and favourites on the clock and in the week.</summary>
internal static class Clock
{
    // Sines of 7.5, 22.5 ... 82.5 degrees; all the middles of hours are at one of these, turned by quarters.
    private static readonly double[] Sines =
    [
        0.13052619222005157, 0.3826834323650898, 0.6087614290087207,
        0.7933533402912352, 0.9238795325112867, 0.9914448613738104,
    ];

    private static readonly (double Sin, double Cos)[] Dial = [.. Enumerable.Range(0, 24).Select(Middle)];

    /// <summary>
    /// The direction of the mean of the 24 hours' middles on a 24-hour dial; NaN when they cancel out or
    /// there are none.
    /// </summary>
    public static double MeanHour(ReadOnlySpan<long> hours)
    {
        var (x, y, all) = (0.0, 0.0, 0.0);
        for (var hour = 0; hour < Dial.Length; hour++)
        {
            var (sin, cos) = Dial[hour];
            x += hours[hour] * cos;
            y += hours[hour] * sin;
            all += hours[hour];
        }

        if (Math.Sqrt((x * x) + (y * y)) <= all * 1e-9)
        {
            return double.NaN;
        }

        var mean = Portable.Atan2(y, x) * hours.Length / Math.Tau;
        mean += mean < 0 ? hours.Length : 0;
        // Midnight is midnight from whichever side rounding comes to it.
        return mean > hours.Length - 1e-9 ? 0 : mean;
    }

    /// <summary>The index of the largest count, the first of equals; NaN when all are 0.</summary>
    public static double Favourite(ReadOnlySpan<long> counts)
    {
        var best = -1;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > (best < 0 ? 0 : counts[best]))
            {
                best = i;
            }
        }

        return best < 0 ? double.NaN : best;
    }

    private static (double Sin, double Cos) Middle(int hour)
    {
        var (sin, cos) = (Sines[hour % 6], Sines[5 - (hour % 6)]);
        return (hour / 6) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }
}
