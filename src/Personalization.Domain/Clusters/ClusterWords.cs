using System.Collections.Frozen;
using System.Globalization;
using Personalization.Domain.Features;

namespace Personalization.Domain.Clusters;

/// <summary>Says in words what distinguishes a cluster.</summary>
internal static class ClusterWords
{
    private const int MostInName = 3;

    private static readonly FrozenDictionary<string, (string High, string Low)> Known =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["recency_days"] = ("long without an order", "ordered lately"),
            ["orders"] = ("many orders", "few orders"),
            ["revenue"] = ("spent much", "spent little"),
            ["average_order_value"] = ("large orders", "small orders"),
            ["items_per_order"] = ("full baskets", "small baskets"),
            ["days_between_orders_mean"] = ("long between orders", "short between orders"),
            ["discount_share"] = ("buys on discount", "buys at full price"),
            ["distinct_products_bought"] = ("wide taste", "narrow taste"),
            ["tenure_days"] = ("customer for long", "new customer"),
            ["days_since_first_order"] = ("customer for long", "new customer"),
            ["product_views"] = ("looks around much", "looks around little"),
            ["refund_rate"] = ("sends much back", "sends little back"),
            ["mobile_share"] = ("on the telephone", "rarely on the telephone"),
            ["weekend_share"] = ("on weekends", "on working days"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether there are words for a feature that people would use.</summary>
    public static bool Has(string feature) => Known.ContainsKey(Stem(feature));

    /// <summary>A feature that is higher or lower than usual.</summary>
    public static string Of(string feature, double deviations) =>
        Known.TryGetValue(Stem(feature), out var words) ? (deviations > 0 ? words.High : words.Low)
        : $"{(deviations > 0 ? "high" : "low")} {feature.Replace('_', ' ')}";

    /// <summary>A short name: what distinguishes most.</summary>
    public static string Name(IReadOnlyList<ClusterDifference> differences)
    {
        var name = string.Join(", ", InWords(differences).Select(difference => difference.Words));
        return name.Length == 0 ? "Like most customers" : char.ToUpperInvariant(name[0]) + name[1..];
    }

    /// <summary>A sentence on its size, and one on the figures that distinguish it.</summary>
    public static string Story(int size, double share, IReadOnlyList<ClusterDifference> differences)
    {
        var who = string.Create(
            CultureInfo.InvariantCulture, $"{size} customers, {share * 100:0.#} % of those with an order.");
        return differences.Count == 0 ? who : string.Create(
            CultureInfo.InvariantCulture, $"{who} Typically {string.Join("; ", InWords(differences).Select(Figure))}.");
    }

    /// <summary>A feature's name without its window.</summary>
    public static string Stem(string feature)
    {
        var parts = feature.Split('_');
        var last = parts[^1];
        return last == "lifetime" || (last.Length > 1 && last[^1] == 'd' && char.IsAsciiDigit(last[0]))
            ? string.Join('_', parts[..^1])
            : feature;
    }

    private static IEnumerable<ClusterDifference> InWords(IReadOnlyList<ClusterDifference> differences) =>
        differences.OrderByDescending(difference => Has(difference.Feature)).Take(MostInName);

    private static string Figure(ClusterDifference difference)
    {
        var unit = FeatureCatalogue.TryGet(difference.Feature, out var feature) ? $" {feature.Unit}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{difference.Words}: {difference.Feature} {difference.Typical:0.##}{unit} "
            + $"against {difference.Overall:0.##} of all");
    }
}
