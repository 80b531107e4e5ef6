using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Segments;

/// <summary>A customer came into a segment, or left it.</summary>
public readonly record struct MembershipChange(string Segment, bool Entered);

/// <summary>
/// Which of the tracked segments a customer is in as far as the log says, and what has changed since.
/// </summary>
/// <remarks>
/// The profile counts each transition by a name of its own among the other events' names. Where it has no room left for
/// a segment's, nothing is said of that segment, so that nobody enters it again and again.
/// </remarks>
public static class SegmentMembership
{
    /// <summary>The longest key of a segment that is tracked: a profile cuts longer names.</summary>
    public const int MaxKeyLength = Limits.TextBytes - 17;

    /// <summary>What the log does not say yet of the tracked segments at an instant; empty without consent.</summary>
    public static IReadOnlyList<MembershipChange> Changes(Catalogue catalogue, DecisionQuery query)
    {
        using var subject = new DecisionSubject(catalogue, query);
        if (!subject.MayPersonalize)
        {
            return [];
        }

        List<MembershipChange>? changes = null;
        for (var i = 0; i < catalogue.Segments.Length; i++)
        {
            var segment = catalogue.Segments[i];
            if (segment.IsTracked && IsIn(query.Profile, segment.Key) is { } was && was != subject.InSegment(i))
            {
                (changes ??= []).Add(new MembershipChange(segment.Key, !was));
            }
        }

        return changes ?? (IReadOnlyList<MembershipChange>)[];
    }

    /// <summary>Under which name a profile counts a transition; null for a key that is too long to tell.</summary>
    internal static string? NameOf(EventKind kind, string segment) => segment.Length > MaxKeyLength ? null
        : (kind == EventKind.SegmentEntered ? "Segment Entered: " : "Segment Exited:  ") + segment;

    /// <summary>
    /// Whether the customer is in the segment as far as the log says; null where there is no telling.
    /// </summary>
    private static bool? IsIn(Profile profile, string segment)
    {
        if (!profile.EventNames.TryGet(NameOf(EventKind.SegmentEntered, segment)!, out var entered))
        {
            return profile.EventNames.IsFull ? null : false;
        }

        return !profile.EventNames.TryGet(NameOf(EventKind.SegmentExited, segment)!, out var exited)
            ? profile.EventNames.IsFull ? null : true
            : entered.LastAt != exited.LastAt ? entered.LastAt > exited.LastAt
            : entered.Times > exited.Times;
    }
}
