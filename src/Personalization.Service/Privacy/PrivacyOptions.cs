using System.ComponentModel.DataAnnotations;

namespace Personalization.Service.Privacy;

/// <summary>Settings under <c>Privacy</c>.</summary>
public sealed class PrivacyOptions
{
    /// <summary>
    /// What counts for a customer who was never asked for a category of consent: <c>granted</c> (opt-out) or
    /// <c>denied</c> (opt-in).
    /// </summary>
    [RegularExpression("granted|denied", ErrorMessage = "Privacy:NeverAsked is granted or denied.")]
    public string NeverAsked { get; set; } = "granted";

    internal bool AllowsUnasked => NeverAsked == "granted";
}
