using System.Text.Json.Serialization;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Propensity;

/// <summary>What a propensity model predicts.</summary>
public enum PropensityOutcome
{
    /// <summary>The customer orders within the horizon.</summary>
    [JsonStringEnumMemberName("orders")]
    Orders = 1,

    /// <summary>The customer does not order within the horizon.</summary>
    [JsonStringEnumMemberName("stays_away")]
    StaysAway = 2,
}

/// <summary>An outcome, how far ahead it is looked for, and who can have it.</summary>
public sealed record PropensityTarget
{
    /// <summary>An order within the next 30 days, for everybody seen before.</summary>
    public static PropensityTarget Purchase { get; } = new()
    {
        Name = "purchase",
        Outcome = PropensityOutcome.Orders,
        HorizonDays = 30,
    };

    /// <summary>No order within the next 90 days, for those who ordered in the last 180.</summary>
    public static PropensityTarget Churn { get; } = new()
    {
        Name = "churn",
        Outcome = PropensityOutcome.StaysAway,
        HorizonDays = 90,
        OrderedWithinDays = 180,
    };

    /// <summary>The models trained when nothing else is configured.</summary>
    public static IReadOnlyList<PropensityTarget> Defaults { get; } = [Purchase, Churn];

    /// <summary>The model's name: lower-case letters, digits, '-' and '_', at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>What is predicted.</summary>
    public required PropensityOutcome Outcome { get; init; }

    /// <summary>How many days after an instant the outcome is looked for, 1 to 730.</summary>
    public required int HorizonDays { get; init; }

    /// <summary>
    /// Only customers with an order in this many days before the instant; null: everybody seen before.
    /// </summary>
    public int? OrderedWithinDays { get; init; }

    /// <summary>Whether visitors without a customer id take part.</summary>
    public bool IncludesAnonymous { get; init; }

    /// <summary>Whether a customer with this profile could have the outcome in the horizon after an instant.</summary>
    public bool IsEligible(Profile profile, DateTimeOffset at) =>
        !profile.IsEmpty
        && (profile.Customer.IsKnown || IncludesAnonymous)
        && (OrderedWithinDays is not { } days || profile.LastOrder >= at - TimeSpan.FromDays(days));

    /// <summary>Whether the outcome came in the horizon that starts at an instant.</summary>
    public bool HasOutcome(CustomerTimeline timeline, DateTimeOffset at) =>
        timeline.HasOrder(at, at + TimeSpan.FromDays(HorizonDays)) == (Outcome == PropensityOutcome.Orders);
}
