using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Features;

/// <summary>The features that are text; null when there is no value.</summary>
internal static class TextFeatures
{
    public static IReadOnlyList<(FeatureDefinition Definition, Func<Profile, string?> Value)> All { get; } =
    [
        (Text("top_category", null, "The category of the strongest interest."),
            static profile => Interests.Of(profile).Top),
        (Text("favourite_device", "lifetime", "The device of most events: desktop, mobile or tablet."),
            static profile => FavouriteDevice(profile.Lifetime.Devices)),
        (Text("last_product_viewed", null, "The product viewed last."), static profile => Last(profile.Viewed)),
        (Text("last_product_added", null, "The product put into the cart last."),
            static profile => Last(profile.Carted)),
        (Text("last_product_bought", null, "The product bought last."), static profile => Last(profile.Bought)),
    ];

    private static FeatureDefinition Text(string name, string? window, string description) =>
        new(name, FeatureType.Text, "text", window, description);

    private static string? FavouriteDevice(ReadOnlySpan<long> devices) => Clock.Favourite(devices) switch
    {
        (double)DeviceKind.Desktop => "desktop",
        (double)DeviceKind.Mobile => "mobile",
        (double)DeviceKind.Tablet => "tablet",
        _ => null,
    };

    private static string? Last(TouchList touches) => touches.Count == 0 ? null : touches[touches.Count - 1].Product;
}
