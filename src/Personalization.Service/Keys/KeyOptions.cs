using System.ComponentModel.DataAnnotations;

namespace Personalization.Service.Keys;

/// <summary>Settings under <c>Auth</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>The administrator's key. Without it one is generated on the first start and printed once.</summary>
    [StringLength(ApiSecret.MaxLength, MinimumLength = 16, ErrorMessage =
        "Auth:BootstrapAdminKey has 16 to 200 characters; generate a long random one or leave it out.")]
    public string? BootstrapAdminKey { get; init; }

    /// <summary>Requests a second that one key may make, on one node.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Auth:RequestsPerSecond is between 1 and 10,000,000.")]
    public int RequestsPerSecond { get; init; } = 50_000;

    /// <summary>Requests that one key may make at once after a quiet second.</summary>
    [Range(1, 10_000_000, ErrorMessage = "Auth:Burst is between 1 and 10,000,000.")]
    public int Burst { get; init; } = 100_000;
}
