using Personalization.Domain.Events;

namespace Personalization.Storage.Decisions;

/// <summary>One decision that was answered.</summary>
/// <param name="DecisionId">Unique.</param>
/// <param name="Customer">Whom it was for.</param>
/// <param name="Placement">Where.</param>
/// <param name="Campaign">What won; null for the default content.</param>
/// <param name="Variant">Which of its variants.</param>
/// <param name="Reason">Why, in the API's words.</param>
/// <param name="At">When, UTC.</param>
public sealed record DecisionRecord(
    string DecisionId,
    CustomerKey Customer,
    string Placement,
    string? Campaign,
    string? Variant,
    string Reason,
    DateTimeOffset At);

/// <summary>
/// The same on its way to the log: a value, its texts those of the catalogue but for the customer's key.
/// </summary>
/// <param name="Id">Unique.</param>
/// <param name="Customer">Whom it was for.</param>
/// <param name="Placement">Where.</param>
/// <param name="Campaign">What won; null for the default content.</param>
/// <param name="Variant">Which of its variants.</param>
/// <param name="Reason">Why, in the API's words.</param>
/// <param name="At">When, UTC.</param>
public readonly record struct DecisionEntry(
    CompactId Id,
    CustomerKey Customer,
    string Placement,
    string? Campaign,
    string? Variant,
    string Reason,
    DateTimeOffset At);
