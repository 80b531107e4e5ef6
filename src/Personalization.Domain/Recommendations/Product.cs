using System.Text.Json.Serialization;
using Personalization.Domain.Campaigns;

namespace Personalization.Domain.Recommendations;

/// <summary>A product of the shop, as it is stored and answered. Its JSON is the HTTP contract.</summary>
/// <remarks>
/// Members with a default are settable: generated JSON readers overwrite an absent init-only member with nothing.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Product
{
    /// <summary>The longest product id, in characters.</summary>
    public const int MaxIdLength = 200;

    /// <summary>The shop's id, as events name it: 1 to 200 characters.</summary>
    public string ProductId { get; set; } = "";

    /// <summary>At most 500 characters.</summary>
    public string? Name { get; init; }

    /// <summary>At most 200 characters.</summary>
    public string? Category { get; init; }

    /// <summary>At most 200 characters.</summary>
    public string? Brand { get; init; }

    /// <summary>In the shop's currency, not negative.</summary>
    public decimal? Price { get; init; }

    /// <summary>Its page.</summary>
    public string? Url { get; init; }

    /// <summary>Its picture.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Whether it may be recommended.</summary>
    public bool Active { get; set; } = true;

    /// <summary>What is wrong with this product; empty when it can be stored.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        var errors = new FieldErrors();
        errors.Required("productId", ProductId, MaxIdLength);
        errors.Text("name", Name, MaxNameLength);
        errors.Text("category", Category, MaxWordLength);
        errors.Text("brand", Brand, MaxWordLength);
        CheckLink(errors, "url", Url);
        CheckLink(errors, "imageUrl", ImageUrl);
        if (Price is < 0 or > MaxPrice)
        {
            errors.Add("price", $"must be a number from 0 to {MaxPrice}.");
        }

        // U+0000 was said above already.
        if (ProductId is not null && ProductId.Any(c => c != '\0' && char.IsControl(c)))
        {
            errors.Add("productId", "must not hold control characters.");
        }

        return errors.All;
    }

    internal const int MaxNameLength = 500;
    internal const int MaxWordLength = 200;
    internal const int MaxLinkLength = 2_000;
    internal const decimal MaxPrice = 100_000_000_000m;

    // A link ends up in an href on the shop's pages: javascript: and data: must not get that far.
    internal static bool IsLink(string link) =>
        link.StartsWith('/') ||
        (Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");

    private static void CheckLink(FieldErrors errors, string field, string? link)
    {
        errors.Text(field, link, MaxLinkLength);
        if (!string.IsNullOrEmpty(link) && !IsLink(link))
        {
            errors.Add(field, "must be an http or https address, or a path that starts with '/'.");
        }
    }
}
