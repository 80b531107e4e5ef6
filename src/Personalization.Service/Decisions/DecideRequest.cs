using System.Text.Json;
using Personalization.Domain.Events;

namespace Personalization.Service.Decisions;

/// <summary>What POST /decide takes.</summary>
/// <remarks>Settable, because generated JSON readers go a longer way round for init-only members.</remarks>
internal sealed record DecideRequest
{
    /// <summary>The most placements one call may ask for.</summary>
    internal const int MaxPlacements = 50;

    /// <summary>The shop's id of a known customer.</summary>
    public string? CustomerId { get; set; }

    /// <summary>The id of a browser or device; decided on when the customer is not given or not known.</summary>
    public string? AnonymousId { get; set; }

    /// <summary>The keys of 1 to 50 placements.</summary>
    public IReadOnlyList<string>? Placements { get; set; }

    /// <summary>What is known of the moment: <c>page</c>, <c>device</c>, <c>locale</c>, <c>custom</c>.</summary>
    public JsonElement? Context { get; set; }

    /// <summary>Whether to say, per candidate campaign, why it did or did not win.</summary>
    public bool Explain { get; set; }

    /// <summary>Decides without logging or counting; allows <see cref="Profile"/> and <see cref="Now"/>.</summary>
    public bool Preview { get; set; }

    /// <summary>With preview: a made-up customer to decide for.</summary>
    public PreviewProfile? Profile { get; set; }

    /// <summary>With preview: the instant to decide at.</summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>
    /// Whether the answer is kept by its caller for later, so that nothing can be counted: campaigns that are capped on
    /// decisions are left out.
    /// </summary>
    internal bool AsksAhead { get; init; }

    /// <summary>The first fault of the request as the field and a sentence; null when it can be decided.</summary>
    internal (string Field, string Message)? Fault()
    {
        if (Placements is not { Count: >= 1 and <= MaxPlacements })
        {
            return ("placements", $"must name 1 to {MaxPlacements} placements.");
        }

        for (var i = 0; i < Placements.Count; i++)
        {
            if (string.IsNullOrEmpty(Placements[i]))
            {
                return ($"placements[{i}]", "must be a placement's key.");
            }
        }

        return FaultOfCustomer();
    }

    private (string Field, string Message)? FaultOfCustomer() => this switch
    {
        { CustomerId: { } id } when !CustomerKey.IsValidId(id) => ("customerId", IdRule),
        { AnonymousId: { } id } when !CustomerKey.IsValidId(id) => ("anonymousId", IdRule),
        { Preview: false, Profile: not null } => ("profile", "is for previews: send \"preview\": true with it."),
        { Preview: false, Now: not null } => ("now", "is for previews: send \"preview\": true with it."),
        { CustomerId: null, AnonymousId: null, Profile: null } => ("customerId", "is required, or an anonymousId."),
        { Context: { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) } } =>
            ("context", "must be an object."),
        _ => null,
    };

    private static readonly string IdRule =
        $"must be 1 to {CustomerKey.MaxIdLength} characters, none of them a control character.";
}
