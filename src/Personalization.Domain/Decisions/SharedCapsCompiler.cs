using Personalization.Domain.Campaigns;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>Finds for each placement the caps that its campaigns share.</summary>
internal sealed class SharedCapsCompiler
{
    private readonly CatalogueSource _source;
    private readonly List<CapPolicy> _policies = [];

    internal SharedCapsCompiler(CatalogueSource source, List<CatalogueError> errors)
    {
        _source = source;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var policy in source.Caps)
        {
            if (CatalogueCompiler.Admit(new CatalogueEntity("cap", policy.Key ?? ""), policy.Validate(), keys, errors))
            {
                _policies.Add(policy);
            }
        }
    }

    internal SharedCaps[] Of(string placement, string? channel)
    {
        var shared = new List<SharedCaps>();
        var own = _source.Placements.FirstOrDefault(other => other.Key == placement)?.Caps;
        if (own is { Count: > 0 })
        {
            shared.Add(new SharedCaps(
                CompiledCap.Compile(own, "placement"),
                [Exposure.HashOf(placement)],
                CompiledCap.Counted(own, "placement/" + placement)));
        }

        foreach (var policy in _policies)
        {
            var counted = CompiledCap.Counted(policy.Caps, "cap/" + policy.Key);
            if (policy.Channel is null)
            {
                shared.Add(new SharedCaps(CompiledCap.Compile(policy.Caps, "all"), Placements: null, counted));
            }
            else if (IsSame(policy.Channel, channel))
            {
                var placements = _source.Placements.Where(other => IsSame(policy.Channel, other.Channel))
                    .Select(other => Exposure.HashOf(other.Key)).ToArray();
                shared.Add(
                    new SharedCaps(CompiledCap.Compile(policy.Caps, "channel " + policy.Channel), placements, counted));
            }
        }

        return [.. shared];
    }

    private static bool IsSame(string channel, string? other) =>
        string.Equals(channel, other, StringComparison.OrdinalIgnoreCase);
}
