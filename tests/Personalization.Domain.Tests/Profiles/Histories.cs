using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

/// <summary>Seeded made-up histories, as stored events, dense in ties and edge cases.</summary>
internal sealed class Histories(int seed)
{
    private static readonly string[] Tracks =
    [
        "Product Viewed", "Product Viewed", "Product Viewed", "Product Clicked", "Product List Viewed",
        "Products Searched",
        "Product Added", "Product Added", "Product Removed", "Cart Viewed", "Checkout Started", "Order Completed",
        "Order Completed", "Order Refunded", "Order Cancelled", "Promotion Viewed", "Promotion Clicked",
        "Email Delivered",
        "Email Opened", "Email Link Clicked", "Email Bounced", "Unsubscribed", "Product Added to Wishlist",
        "Video Played",
        "Quiz Finished", "Segment Consent Preference Updated", "Preferences Updated",
    ];

    private readonly Random _random = new(seed);

    public static DateTimeOffset Start { get; } = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many different products, categories, traits and names there are.</summary>
    public int Variety { get; init; } = 20;

    /// <summary>Over how many days the events spread.</summary>
    public int Days { get; init; } = 120;

    public CustomerKey Customer { get; init; } = CustomerKey.Known("c-1");

    public List<StoredEvent> Make(int count)
    {
        var events = new List<StoredEvent>(count);
        for (var i = 0; i < count; i++)
        {
            events.Add(Event(i + 1));
        }

        return events;
    }

    public List<T> Shuffled<T>(IReadOnlyList<T> items)
    {
        var copy = items.ToArray();
        _random.Shuffle(copy);
        return [.. copy];
    }

    public int Next(int below) => _random.Next(below);

    public static Profile Fold(IEnumerable<StoredEvent> events, CustomerKey? customer = null)
    {
        var profile = new Profile(customer ?? CustomerKey.Known("c-1"));
        foreach (var stored in events)
        {
            profile.Apply(CustomerEvent.Read(stored));
        }

        return profile;
    }

    private StoredEvent Event(int version)
    {
        var type = _random.Next(10) switch { 0 => EventType.Identify, 1 => EventType.Page, _ => EventType.Track };
        var name = type switch
        {
            EventType.Identify => "Identify",
            EventType.Page => "Page Viewed",
            _ => Tracks[_random.Next(Tracks.Length)],
        };
        if (name is "Video Played" && _random.Next(2) == 0)
        {
            name = $"Custom {_random.Next(Variety)}";
        }

        // Few different minutes, and whole ones, so that ties and events just at a session's gap are common.
        var at = Start.AddDays(_random.Next(Days)).AddMinutes(_random.Next(288) * 5)
            .AddMilliseconds(_random.Next(3) * 250);
        return new StoredEvent(Customer, version, null, $"m-{version}", type, name, at, at, Body(type, name));
    }

    private byte[] Body(EventType type, string name)
    {
        object body = type == EventType.Identify
            ? new { traits = Traits(), context = Context() }
            : new { properties = Properties(name), context = Context() };
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private Dictionary<string, object?> Traits() => new() { [$"t{_random.Next(Variety)}"] = Trait() };

    private object? Trait() => _random.Next(5) switch
    {
        0 => null,
        1 => _random.Next(2) == 0,
        2 => _random.Next(100) / 4.0,
        _ => $"value {_random.Next(5)}",
    };

    private object? Context() => _random.Next(5) switch
    {
        0 => new { device = new { type = _random.Next(2) == 0 ? "mobile" : "desktop" } },
        1 => new { userAgent = "Mozilla/5.0 (iPad; CPU OS 17_0)" },
        2 => new { consent = new { categoryPreferences = Consent() } },
        _ => null,
    };

    private Dictionary<string, bool> Consent() => Enumerable.Range(0, _random.Next(4))
        .Select(_ => _random.Next(3) == 0 ? "Analytics" : $"Category {_random.Next(Variety * 2)}")
        .Distinct().ToDictionary(category => category, _ => _random.Next(2) == 0);

    private object Subscription() => new
    {
        channel = _random.Next(3) == 0 ? null : $"channel {_random.Next(3)}",
        topic = _random.Next(3) == 0 ? null : $"topic {_random.Next(Variety)}",
        subscribed = _random.Next(2) == 0,
    };

    private Dictionary<string, object?> Properties(string name)
    {
        var properties = new Dictionary<string, object?>();
        if (name == "Preferences Updated")
        {
            properties["subscriptions"] = Enumerable.Range(0, _random.Next(4)).Select(_ => Subscription()).ToArray();
            return properties;
        }

        if (name.StartsWith("Order", StringComparison.Ordinal))
        {
            properties["order_id"] = $"o{_random.Next(1000)}";
            properties["products"] = Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => Line()).ToArray();
            properties["discount"] = _random.Next(3);
            if (_random.Next(2) == 0)
            {
                properties["total"] = Math.Round(_random.NextDouble() * 200, 2);
            }
        }
        else if (name.StartsWith("Promotion ", StringComparison.Ordinal)
            || name.StartsWith("Email ", StringComparison.Ordinal))
        {
            properties["promotion_id"] = $"promo {_random.Next(Variety)}";
            properties["position"] = _random.Next(4) == 0 ? null : $"place {_random.Next(3)}";
        }
        else
        {
            return Line();
        }

        return properties;
    }

    private Dictionary<string, object?> Line() => new()
    {
        ["product_id"] = $"p{_random.Next(Variety * 2)}",
        ["category"] = _random.Next(4) == 0 ? null : $"category {_random.Next(Variety)}",
        ["price"] = _random.Next(1, 4000) / 100.0,
        ["quantity"] = _random.Next(1, 4),
    };
}
