using System.Collections;
using System.Text.Json;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Decisions;

/// <summary>Names and values for a template, each value made when the template asks for it.</summary>
internal sealed class TemplateData(IReadOnlyList<string> names, Func<string, object?> read)
    : IReadOnlyDictionary<string, object?>
{
    private static readonly string[] Roots =
        ["customer", "features", "scores", "segments", "context", "content", "recommendations", "placement", "tracking"];

    private static readonly string[] FeatureNames = [.. FeatureCatalogue.All.Select(feature => feature.Name)];

    /// <inheritdoc/>
    public int Count => names.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => names;

    /// <inheritdoc/>
    public IEnumerable<object?> Values => names.Select(read);

    /// <inheritdoc/>
    public object? this[string key] => read(key);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out object? value)
    {
        value = read(key);
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        names.Select(name => KeyValuePair.Create(name, read(name))).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All that a template of one decision may show.</summary>
    internal static TemplateData Of(DecisionSubject subject, Showing showing) => new(Roots, name => name switch
    {
        "customer" => Customer(subject),
        "features" => new TemplateData(FeatureNames, feature => Feature(subject, feature)),
        "scores" => Scores(subject),
        "segments" => subject.Segments(),
        "context" => Plain(subject.Query.Context.Raw),
        "content" => Plain(showing.Content),
        "recommendations" => showing.Recommendations.Select(Product).ToArray(),
        "placement" => showing.Placement,
        "tracking" => showing.Tracking is { } tracking ? Track(tracking) : null,
        _ => null,
    });

    private static TemplateData Customer(DecisionSubject subject) => new(["id", "known", "traits"], name => name switch
    {
        "id" => subject.Query.Profile.Customer.Id,
        "known" => subject.Query.Known,
        "traits" => Traits(subject.Query.Profile),
        _ => null,
    });

    private static TemplateData Traits(Profile profile) => new(
        [.. profile.Traits.Select(trait => trait.Key)],
        name => profile.TryGetTrait(name, out var trait) ? trait.ToObject() : null);

    private static object? Feature(DecisionSubject subject, string name)
    {
        if (!FeatureCatalogue.TryGet(name, out var feature))
        {
            return null;
        }

        if (feature.Type == FeatureType.Text)
        {
            return FeatureCatalogue.Text(subject.Query.Profile, feature);
        }

        var number = subject.Features[feature.Index];
        return (feature.Type, number) switch
        {
            (_, double.NaN) => null,
            (FeatureType.Flag, _) => number != 0,
            _ => number,
        };
    }

    private static TemplateData Scores(DecisionSubject subject) => new(
        [.. subject.Catalogue.Models.Select(model => model.Name)],
        name => subject.Catalogue.ModelNumber(name) is >= 0 and var number
            ? new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["probability"] = subject.Score(number).Probability,
                ["percentile"] = subject.Score(number).Percentile,
            }
            : null);

    private static Dictionary<string, object?> Product(RecommendedItem item) => new(StringComparer.Ordinal)
    {
        ["productId"] = item.ProductId,
        ["name"] = item.Name,
        ["category"] = item.Category,
        ["price"] = item.Price,
        ["url"] = item.Url,
        ["imageUrl"] = item.ImageUrl,
        ["score"] = item.Score,
    };

    private static Dictionary<string, object?> Track(Tracking tracking) => new(StringComparer.Ordinal)
    {
        ["promotion_id"] = tracking.PromotionId,
        ["creative"] = tracking.Creative,
        ["position"] = tracking.Position,
        ["decision_id"] = tracking.DecisionId,
    };

    private static object? Plain(JsonElement? json) => json is not { } element ? null : element.ValueKind switch
    {
        JsonValueKind.Object => new TemplateData(
            [.. element.EnumerateObject().Select(member => member.Name)],
            name => element.TryGetProperty(name, out var member) ? Plain(member) : null),
        JsonValueKind.Array => element.EnumerateArray().Select(item => Plain(item)).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
