using Personalization.Conditions.Checking;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Clusters;

namespace Personalization.Domain.Decisions;

/// <summary>Which segments conditions may name, and which of them the condition being compiled did.</summary>
internal sealed class SegmentScope(IReadOnlySet<string>? known)
{
    private readonly HashSet<string>? _named = known is null ? null : new HashSet<string>(StringComparer.Ordinal);

    /// <summary>
    /// Lets any well-formed key pass and records nothing, so that any number of threads may compile with it.
    /// </summary>
    internal static SegmentScope Any { get; } = new(null);

    /// <summary>
    /// Takes note of a key; false when there is no such segment. Clusters come and go with their training, so any
    /// cluster may be named: nobody is in one that there is not.
    /// </summary>
    internal bool Name(string key)
    {
        if (key.StartsWith(ClusterModel.SegmentPrefix, StringComparison.Ordinal))
        {
            return EntityKey.IsValid(key[ClusterModel.SegmentPrefix.Length..]);
        }

        _named?.Add(key);
        return known?.Contains(key) ?? EntityKey.IsValid(key);
    }

    /// <summary>The key of a segment that was probably meant.</summary>
    internal string? NearestTo(string key) => Nearest.Of(key, known ?? Enumerable.Empty<string>());

    /// <summary>What was named since the last time.</summary>
    internal IReadOnlyList<string> Take()
    {
        string[] taken = [.. _named ?? []];
        _named?.Clear();
        return taken;
    }
}
