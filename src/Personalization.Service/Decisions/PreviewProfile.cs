using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Service.Decisions;

/// <summary>A made-up customer to preview for: what they did, who they are, and feature values that override what
/// follows from that.</summary>
internal sealed record PreviewProfile
{
    /// <summary>Events in Segment's form, at most 1,000: <c>{"event":"Order
    /// Completed","timestamp":"…","properties":{…}}</c>.</summary>
    public IReadOnlyList<PreviewEvent>? Events { get; init; }

    /// <summary>Traits, as an identify call carries them.</summary>
    public JsonElement? Traits { get; init; }

    /// <summary>Feature values by name; null for one without a value. What is not named follows from the
    /// events.</summary>
    public IReadOnlyDictionary<string, double?>? Features { get; init; }

    /// <summary>The profile that the events and traits fold into. Events without a time happened just now.</summary>
    public Profile ToProfile(string? customerId, DateTimeOffset now)
    {
        var profile = new Profile(CustomerKey.Known(customerId ?? "preview"));
        foreach (var happened in Events ?? [])
        {
            profile.Apply(Read(profile.Customer, happened, now));
        }

        if (Traits is { ValueKind: JsonValueKind.Object } traits)
        {
            var identify = new PreviewEvent { Type = "identify", Traits = traits };
            profile.Apply(Read(profile.Customer, identify, now));
        }

        return profile;
    }

    private static CustomerEvent Read(CustomerKey customer, PreviewEvent happened, DateTimeOffset now)
    {
        var (type, name) = happened.Type switch
        {
            "identify" => (EventType.Identify, "Identify"),
            "page" => (EventType.Page, "Page Viewed"),
            "screen" => (EventType.Screen, "Screen Viewed"),
            _ => (EventType.Track, happened.Event ?? ""),
        };
        var at = happened.Timestamp ?? now;
        var body = JsonSerializer.SerializeToUtf8Bytes(happened, DecisionsJson.Default.PreviewEvent);
        return CustomerEvent.Read(new NewEvent(customer, null, "preview", type, name, at, at, body));
    }
}

/// <summary>One event of a made-up customer.</summary>
internal sealed record PreviewEvent
{
    /// <summary><c>track</c> (the default), <c>identify</c>, <c>page</c> or <c>screen</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The event's name, for a track call.</summary>
    public string? Event { get; init; }

    /// <summary>When; now when absent.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>As Segment's e-commerce events carry them.</summary>
    public JsonElement? Properties { get; init; }

    /// <summary>For an identify call.</summary>
    public JsonElement? Traits { get; init; }

    /// <summary>As Segment's common fields have it.</summary>
    public JsonElement? Context { get; init; }

    /// <summary>The page's or screen's name.</summary>
    public string? Name { get; init; }

    /// <summary>The page's or screen's category.</summary>
    public string? Category { get; init; }
}
