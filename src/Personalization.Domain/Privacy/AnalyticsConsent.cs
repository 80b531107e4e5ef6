using System.Text;
using System.Text.Json;
using Personalization.Domain.Events;

namespace Personalization.Domain.Privacy;

/// <summary>
/// Whether what a customer does may be kept: the last word on it, and what an event says about it itself.
/// </summary>
/// <param name="At">When it was said; null while nothing was.</param>
/// <param name="IsDenied">Whether it was a denial.</param>
public readonly record struct AnalyticsConsent(DateTimeOffset? At, bool IsDenied)
{
    private static readonly string Key = PermissionKey.OfConsent(ConsentCategories.Analytics);

    /// <summary>The later of two words, and of two at once the denial.</summary>
    public static AnalyticsConsent Latest(AnalyticsConsent a, AnalyticsConsent b) =>
        a.At is null ? b : b.At is null ? a
        : a.At != b.At ? (a.At > b.At ? a : b)
        : a.IsDenied ? a : b;

    /// <summary>What an event says about it; without a time when it says nothing.</summary>
    public static AnalyticsConsent SaidBy(NewEvent e)
    {
        // Hardly any event says anything: looking for the word costs next to nothing.
        if (e.Body.Span.IndexOf("categoryPreferences"u8) < 0)
        {
            return default;
        }

        var said = CustomerEvent.Read(e).Permissions;
        return said.TryGetValue(Key, out var granted) || said.TryGetValue(PermissionKey.EveryConsent, out granted)
            ? new AnalyticsConsent(e.At, !granted)
            : default;
    }

    /// <summary>Whether an event is the customer's wish, which is kept whatever was denied.</summary>
    public static bool IsWish(NewEvent e) => EventVocabulary.KindOf(e.Type, e.Name)
        is EventKind.ConsentChanged or EventKind.PreferencesChanged or EventKind.Unsubscribed;

    /// <summary>An event's word on consent alone, without anything that the customer did.</summary>
    public static NewEvent WordOf(NewEvent e)
    {
        using var body = JsonDocument.Parse(e.Body);
        var consent = body.RootElement.GetProperty("context").GetProperty("consent");
        var word = """{"context":{"consent":""" + consent.GetRawText() + "}}";
        return e with
        {
            Joins = null,
            Type = EventType.Track,
            Name = EventVocabulary.ConsentChangedName,
            Body = Encoding.UTF8.GetBytes(word),
        };
    }
}
