using System.Diagnostics.CodeAnalysis;

namespace Personalization.Domain.Privacy;

/// <summary>What a customer said to one category of use.</summary>
public enum ConsentStatus
{
    /// <summary>Nothing; what that means is a setting of the catalogue.</summary>
    NeverAsked = 0,

    /// <summary>Yes.</summary>
    Granted = 1,

    /// <summary>No, or not any more.</summary>
    Denied = 2,
}

/// <summary>The last word on one category of use.</summary>
/// <param name="Category">In lower case; <c>*</c> stands for every category (an empty list of preferences).</param>
/// <param name="Status">Granted or denied.</param>
/// <param name="At">When it was said.</param>
public readonly record struct Consent(string Category, ConsentStatus Status, DateTimeOffset At);

/// <summary>Something the customer does not want to be approached with.</summary>
/// <param name="Channel">The channel, in lower case; null for all of them.</param>
/// <param name="Topic">The topic, in lower case; null for all of them.</param>
/// <param name="At">When it was said.</param>
public readonly record struct OptOut(string? Channel, string? Topic, DateTimeOffset At);

/// <summary>The categories of use that the service itself knows. A shop may have others.</summary>
public static class ConsentCategories
{
    /// <summary>Showing something because of what is known of the customer.</summary>
    public const string Personalization = "personalization";

    /// <summary>Keeping what the customer does.</summary>
    public const string Analytics = "analytics";

    /// <summary>
    /// Whether a category, channel or topic can be kept: 1 to 40 bytes, no slash, no control character, not <c>*</c>.
    /// </summary>
    public static bool IsValid([NotNullWhen(true)] string? name) => PermissionKey.IsName(name);
}
