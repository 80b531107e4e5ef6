using System.Collections.Frozen;
using Personalization.Domain.Profiles;
using Personalization.Learning.Numerics;

namespace Personalization.Domain.Recommendations;

/// <summary>What a profile says about the products and categories that a customer likes.</summary>
internal static class Taste
{
    private const double Viewed = 1;
    private const double Carted = 3;
    private const double Bought = 5;

    // What was looked at a month ago says a quarter of what was looked at today.
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(15);

    /// <summary>
    /// The customer's recent products that something was learnt of, weighted by what was done and how long ago.
    /// </summary>
    internal static List<Source> Sources(
        Profile profile, DateTimeOffset now, FrozenDictionary<string, int> numbers, int learnt)
    {
        var sources = new List<Source>();
        foreach (var touch in profile.RecentProducts)
        {
            var weight = (Viewed * Remaining(touch.LastViewed, now))
                + (Carted * Remaining(touch.LastCarted, now))
                + (Bought * Remaining(touch.LastBought, now));
            if (weight > 0 && numbers.TryGetValue(touch.ProductId, out var number) && number < learnt)
            {
                sources.Add(new Source(number, weight));
            }
        }

        return sources;
    }

    /// <summary>The categories the customer has most to do with, strongest first.</summary>
    internal static List<CategoryInterest> Categories(Profile profile, int most) =>
        [.. profile.Categories.Where(category => category.Weight > 0)
            .OrderByDescending(category => category.Weight)
            .ThenBy(category => category.Category, StringComparer.Ordinal)
            .Take(most)];

    /// <summary>What the customer bought lately or has in the cart.</summary>
    internal static HashSet<string> Owned(Profile profile)
    {
        var owned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var touch in profile.RecentProducts)
        {
            if (touch.LastBought is not null)
            {
                owned.Add(touch.ProductId);
            }
        }

        foreach (var line in profile.Cart())
        {
            owned.Add(line.ProductId);
        }

        return owned;
    }

    private static double Remaining(DateTimeOffset? at, DateTimeOffset now) =>
        at is { } then ? Portable.Exp2(-Math.Max(0, (now - then) / HalfLife)) : 0;
}
