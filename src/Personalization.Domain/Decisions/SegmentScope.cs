using Personalization.Domain.Campaigns;

namespace Personalization.Domain.Decisions;

/// <summary>Which segments conditions may name, and which of them the condition being compiled did.</summary>
internal sealed class SegmentScope(IReadOnlySet<string>? known)
{
    private readonly HashSet<string>? _named = known is null ? null : new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// Lets any well-formed key pass and records nothing, so that any number of threads may compile with it.
    /// </summary>
    internal static SegmentScope Any { get; } = new(null);

    /// <summary>Takes note of a key; false when there is no such segment.</summary>
    internal bool Name(string key)
    {
        _named?.Add(key);
        return known?.Contains(key) ?? EntityKey.IsValid(key);
    }

    /// <summary>What was named since the last time.</summary>
    internal IReadOnlyList<string> Take()
    {
        string[] taken = [.. _named ?? []];
        _named?.Clear();
        return taken;
    }
}
