using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Features;

/// <summary>Every feature of a customer, and their values.</summary>
/// <remarks>
/// A value at an instant t is computed from a profile that holds the customer's events up to t: a profile that already
/// holds later ones cannot be asked about the past, because a fold keeps no history. Whoever wants features at a past
/// time folds the log up to it first. Times with no events between the last event and t are fine; that is how recency
/// grows.
/// </remarks>
public static class FeatureCatalogue
{
    private static readonly Feature[] Numbers =
        [.. OrderFeatures.All.Concat(ActivityFeatures.All).Concat(TasteFeatures.All).Select(Indexed)];

    private static readonly FrozenDictionary<string, int> Places;

    static FeatureCatalogue()
    {
        Numeric = Array.ConvertAll(Numbers, feature => feature.Definition);
        var texts = TextFeatures.All.Select((text, i) => text.Definition with { Index = Numbers.Length + i });
        All = [.. Numeric, .. texts];
        Places = All.ToFrozenDictionary(definition => definition.Name, definition => definition.Index);
    }

    /// <summary>The numeric features, then the texts.</summary>
    public static IReadOnlyList<FeatureDefinition> All { get; }

    /// <summary>The numeric features in the order of the vector.</summary>
    public static IReadOnlyList<FeatureDefinition> Numeric { get; }

    /// <summary>The length of the numeric vector.</summary>
    public static int NumericCount => Numbers.Length;

    /// <summary>Finds a feature by its name.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out FeatureDefinition? definition)
    {
        definition = Places.TryGetValue(name, out var place) ? All[place] : null;
        return definition is not null;
    }

    /// <summary>
    /// Writes the numeric features at an instant, NaN where there is no value. Allocates nothing.
    /// </summary>
    /// <param name="profile">The customer's events up to <paramref name="at"/> and none after.</param>
    /// <param name="at">The instant.</param>
    /// <param name="into">Exactly <see cref="NumericCount"/> numbers.</param>
    public static void Compute(Profile profile, DateTimeOffset at, Span<double> into)
    {
        if (into.Length != Numbers.Length)
        {
            throw new ArgumentException(
                $"There are {Numbers.Length} numeric features, not {into.Length}.", nameof(into));
        }

        Span<long> room = stackalloc long[FeatureInputs.Room];
        var customer = new FeatureInputs(profile, at, room);
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = Numbers[i].Value(customer);
        }
    }

    /// <summary>A text feature's value; null when there is none or the feature is not text.</summary>
    public static string? Text(Profile profile, FeatureDefinition feature) =>
        feature.Index >= Numbers.Length ? TextFeatures.All[feature.Index - Numbers.Length].Value(profile) : null;

    /// <summary>A text feature's value by its name; null when there is none or no text feature of that name.</summary>
    public static string? Text(Profile profile, string name) =>
        TryGet(name, out var feature) ? Text(profile, feature) : null;

    private static Feature Indexed(Feature feature, int index) =>
        feature with { Definition = feature.Definition with { Index = index } };
}
