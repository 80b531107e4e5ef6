using System.Collections;
using System.Globalization;
using System.Text.Json;
using Personalization.Domain.Features;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Profiles;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Decisions;

/// <summary>Names and values for a template, each value made when the template asks for it.</summary>
internal sealed class TemplateData(IReadOnlyList<string> names, Func<string, object?> read)
    : IReadOnlyDictionary<string, object?>
{
    private static readonly string[] Roots =
        [
            "customer", "features", "scores", "segments", "cart", "now", "context", "content", "recommendations",
            "placement", "tracking",
        ];

    private static readonly string[] FeatureNames = [.. FeatureCatalogue.All.Select(feature => feature.Name)];

    /// <inheritdoc/>
    public int Count => names.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => names;

    /// <inheritdoc/>
    public IEnumerable<object?> Values => names.Select(Read);

    /// <inheritdoc/>
    public object? this[string key] => Read(key);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out object? value)
    {
        value = Read(key);
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        names.Select(name => KeyValuePair.Create(name, Read(name))).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>All that a template of one decision may show.</summary>
    internal static TemplateData Of(DecisionSubject subject, Showing showing) => new(Roots, name => name switch
    {
        "customer" => Customer(subject),
        "features" => new TemplateData(FeatureNames, feature => Feature(subject, feature)),
        "scores" => Scores(subject),
        "segments" => new TemplateList(subject.Segments()),
        "cart" => Cart(subject),
        "now" => subject.Query.Now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        "context" => Plain(subject.Query.Context.Raw),
        "content" => Plain(showing.Content),
        "recommendations" => new TemplateList([.. showing.Recommendations.Select(Product)]),
        "placement" => showing.Placement,
        "tracking" => showing.Tracking is { } tracking ? Track(tracking) : null,
        _ => null,
    });

    private object? Read(string name)
    {
        RenderScope.Step();
        return read(name);
    }

    private static TemplateData Cart(DecisionSubject subject)
    {
        var lines = subject.Query.Profile.Cart();
        return new TemplateData(["items", "count", "value"], name => name switch
        {
            "items" => new TemplateList([.. lines.Select(line => Line(subject, line))]),
            "count" => lines.Sum(line => line.Quantity),
            "value" => ToAmount(lines.Sum(line => line.ValueUnits)),
            _ => null,
        });
    }

    // Events say what is in the cart and at what price; how it is called and looks, the catalogue says.
    private static Dictionary<string, object?> Line(DecisionSubject subject, CartLine line)
    {
        var product = subject.Catalogue.Recommender.Find(line.ProductId);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["productId"] = line.ProductId,
            ["name"] = product?.Name,
            ["category"] = line.Category ?? product?.Category,
            ["quantity"] = line.Quantity,
            ["price"] = ToAmount(line.PriceUnits),
            ["value"] = ToAmount(line.ValueUnits),
            ["url"] = product?.Url,
            ["imageUrl"] = product?.ImageUrl,
        };
    }

    private static double ToAmount(long units) => units / (double)Events.Money.UnitsPerOne;

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
        [.. subject.Catalogue.Models.Select(model => model.Name), LifetimeArtifact.Name],
        name => name == LifetimeArtifact.Name ? LifetimeWords.ForTemplate(subject)
            : subject.Catalogue.ModelNumber(name) is >= 0 and var number
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
        JsonValueKind.Array => new TemplateList([.. element.EnumerateArray().Select(item => Plain(item))]),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
