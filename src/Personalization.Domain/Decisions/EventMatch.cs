using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>
/// Which events a condition means: a kind of the vocabulary, or by name those outside of it and the pages and screens
/// called so.
/// </summary>
internal readonly record struct EventMatch(EventKind Kind, string? Name)
{
    // Fewer letters are too easily the beginning of something else.
    private const int ShortestGuess = 8;

    internal static EventMatch Of(string text) => text switch
    {
        "Identify" => new EventMatch(EventKind.Identify, null),
        "Group" => new EventMatch(EventKind.Group, null),
        "Alias" => new EventMatch(EventKind.Alias, null),
        _ => EventVocabulary.KindOf(text) is var kind && kind != EventKind.Other
            ? new EventMatch(kind, null)
            : new EventMatch(EventKind.Other, Limits.Cut(text, Limits.TextBytes)),
    };

    /// <summary>
    /// The event of the vocabulary that was probably meant: written differently, or one or two letters short.
    /// </summary>
    internal static string? Nearest(string text)
    {
        if (EventVocabulary.KindOf(text) != EventKind.Other)
        {
            return null;
        }

        var letters = Letters(text);
        return EventVocabulary.Names.FirstOrDefault(name =>
        {
            var known = Letters(name);
            return known == letters || (letters.Length >= ShortestGuess && known.Length - letters.Length <= 2
                && known.StartsWith(letters, StringComparison.Ordinal));
        });
    }

    /// <summary>Whether it means this event.</summary>
    internal bool Takes(in RecentEvent happened) => Name is null
        ? happened.Kind == Kind
        : happened.Kind is EventKind.Other or EventKind.PageViewed or EventKind.ScreenViewed
            && string.Equals(happened.Subject, Name);

    private static string Letters(string text) =>
        string.Concat(text.Where(char.IsAsciiLetter)).ToLowerInvariant();
}
