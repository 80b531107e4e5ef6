using Personalization.Domain.Campaigns;

namespace Personalization.Domain.Decisions;

/// <summary>At most <paramref name="Limit"/> impressions in <paramref name="Window"/> milliseconds.</summary>
/// <param name="Of">What is counted, for people: <c>campaign</c>, <c>placement</c>, <c>channel email</c>,
/// <c>all</c>.</param>
internal sealed record CompiledCap(int Limit, long Window, string Of)
{
    /// <summary>The caps of one kind of count.</summary>
    internal static CompiledCap[] Compile(IReadOnlyList<FrequencyCap>? caps, string of) =>
    [
        .. (caps ?? []).Where(cap => cap.Count == CapCount.Impressions)
            .Select(cap => new CompiledCap(cap.Limit, Milliseconds(cap.Window), of)),
    ];

    /// <summary>The limits on decisions; null for none.</summary>
    internal static CountedLimits? Counted(IReadOnlyList<FrequencyCap>? caps, string counter)
    {
        var limits = (caps ?? []).Where(cap => cap.Count == CapCount.Decisions)
            .Select(cap => new CountLimit(cap.Limit, WindowText.Read(cap.Window) ?? TimeSpan.Zero)).ToArray();
        return limits.Length == 0 ? null : new CountedLimits(counter, limits);
    }

    internal static long Milliseconds(string? window) =>
        (long)(WindowText.Read(window) ?? TimeSpan.Zero).TotalMilliseconds;
}

/// <summary>
/// The caps that all campaigns share which are not exempt: a placement's own, its channel's, everybody's.
/// </summary>
/// <param name="Caps">The caps.</param>
/// <param name="Placements">The hashes of the placements whose impressions count; null for all there are.</param>
/// <param name="Counted">The limits on decisions; null for none.</param>
internal sealed record SharedCaps(CompiledCap[] Caps, ulong[]? Placements, CountedLimits? Counted);

/// <summary>What a campaign's own frequency is held against.</summary>
internal sealed class CompiledFrequency
{
    /// <summary>For a campaign without caps and cooldown.</summary>
    internal static readonly CompiledFrequency None = new();

    internal CompiledCap[] Caps { get; private init; } = [];

    internal long AfterClick { get; private init; }

    internal long AfterConversion { get; private init; }

    /// <summary>The limits on decisions; null for none.</summary>
    internal CountedLimits? Counted { get; private init; }

    internal static CompiledFrequency Compile(Campaign campaign) => new()
    {
        Caps = CompiledCap.Compile(campaign.Caps, "campaign"),
        AfterClick = CompiledCap.Milliseconds(campaign.Cooldown?.AfterClick),
        AfterConversion = CompiledCap.Milliseconds(campaign.Cooldown?.AfterConversion),
        Counted = CompiledCap.Counted(campaign.Caps, campaign.Key),
    };
}
