using System.Text.Json.Serialization;

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

    /// <summary>Events that a condition holds for happen within the horizon.</summary>
    [JsonStringEnumMemberName("events")]
    Events = 3,
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

    /// <summary>
    /// For <see cref="PropensityOutcome.Events"/>: what an event must be to count, in the condition language over
    /// <c>event</c>; see <see cref="TargetVocabulary"/>.
    /// </summary>
    public string? Condition { get; init; }

    /// <summary>
    /// For <see cref="PropensityOutcome.Events"/>: how many such events make the outcome, 1 to 1,000; null is 1.
    /// </summary>
    public int? AtLeast { get; init; }

    /// <summary>
    /// Who else is left out: a condition on the customer as of the instant, as segments have it; null: nobody.
    /// </summary>
    public string? Eligible { get; init; }

    /// <summary>The outcome in words: <c>an order within 30 days</c>.</summary>
    public string Describe()
    {
        var what = Outcome switch
        {
            PropensityOutcome.Orders => "an order",
            PropensityOutcome.StaysAway => "no order",
            _ => $"{(AtLeast is > 1 ? $"at least {AtLeast} events" : "an event")} with {Condition}",
        };
        return $"{what} within {HorizonDays} days";
    }
}
