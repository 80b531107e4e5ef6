using Personalization.Domain.Campaigns;

namespace Personalization.Domain.Decisions;

/// <summary>
/// Whether a customer has seen enough: frequency caps and cooldowns, counted over the impressions and clicks that the
/// profile keeps, and over what was decided for other placements in the same call.
/// </summary>
internal static class CapGate
{
    private static readonly long Attribution = (long)Cooldown.Attribution.TotalMilliseconds;

    /// <summary>Whether a cap or cooldown keeps the campaign from being shown in the placement now.</summary>
    internal static bool Holds(DecisionSubject subject, CompiledPlacement placement, CompiledCampaign campaign)
    {
        var frequency = campaign.Frequency;
        foreach (var cap in frequency.Caps)
        {
            if (CountOwn(subject, cap, campaign) >= cap.Limit)
            {
                return true;
            }
        }

        return IsCoolingDown(subject, campaign)
            || IsCountedOut(subject, placement, campaign)
            || (!campaign.IsExempt && subject.IsFull(placement));
    }

    /// <summary>Whether the caps that campaigns share leave no room in the placement.</summary>
    internal static bool IsFull(DecisionSubject subject, CompiledPlacement placement)
    {
        foreach (var shared in placement.SharedCaps)
        {
            foreach (var cap in shared.Caps)
            {
                if (CountShared(subject, cap, shared) >= cap.Limit)
                {
                    return true;
                }
            }
        }

        return false;
    }

    internal static bool IsCoolingDown(DecisionSubject subject, CompiledCampaign campaign)
    {
        var frequency = campaign.Frequency;
        if (frequency.AfterClick == 0 && frequency.AfterConversion == 0)
        {
            return false;
        }

        var lastOrder = subject.Query.Profile.Lifetime.LastOrder;
        var converts = frequency.AfterConversion > 0 && lastOrder > subject.NowMilliseconds - frequency.AfterConversion;
        var exposures = subject.Query.Profile.Exposures;
        for (var i = exposures.Count - 1; i >= 0; i--)
        {
            ref readonly var exposure = ref exposures[i];
            if (exposure.Campaign == campaign.Hash
                && ((exposure.IsClick && exposure.At > subject.NowMilliseconds - frequency.AfterClick)
                    || (converts && exposure.At <= lastOrder && exposure.At > lastOrder - Attribution)))
            {
                return true;
            }
        }

        return false;
    }

    internal static int CountOwn(DecisionSubject subject, CompiledCap cap, CompiledCampaign campaign)
    {
        var exposures = subject.Query.Profile.Exposures;
        var after = subject.NowMilliseconds - cap.Window;
        var count = 0;
        for (var i = exposures.Count - 1; i >= 0 && exposures[i].At > after; i--)
        {
            count += !exposures[i].IsClick && exposures[i].Campaign == campaign.Hash ? 1 : 0;
        }

        foreach (var shown in subject.Shown)
        {
            count += shown.Campaign == campaign ? 1 : 0;
        }

        return count;
    }

    internal static int CountShared(DecisionSubject subject, CompiledCap cap, SharedCaps shared)
    {
        var exposures = subject.Query.Profile.Exposures;
        var exempt = subject.Catalogue.Exempt;
        var after = subject.NowMilliseconds - cap.Window;
        var count = 0;
        for (var i = exposures.Count - 1; i >= 0 && exposures[i].At > after; i--)
        {
            ref readonly var exposure = ref exposures[i];
            count += !exposure.IsClick
                && (shared.Placements is null || shared.Placements.AsSpan().Contains(exposure.Placement))
                && (exempt.Length == 0 || !exempt.AsSpan().Contains(exposure.Campaign)) ? 1 : 0;
        }

        foreach (var shown in subject.Shown)
        {
            count += !shown.Campaign.IsExempt
                && (shared.Placements is null || shared.Placements.AsSpan().Contains(shown.Placement.Hash)) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether caps on decisions, the campaign's or shared ones, leave none for the placement.</summary>
    internal static bool IsCountedOut(DecisionSubject subject, CompiledPlacement placement, CompiledCampaign campaign)
    {
        var query = subject.Query;
        if (query.Exhausted is null && !query.LeavesOutCounted)
        {
            return false;
        }

        foreach (var counted in placement.Counted(campaign) ?? [])
        {
            if (query.LeavesOutCounted || query.Exhausted!.Contains((subject.Position, counted.Counter)))
            {
                return true;
            }
        }

        return false;
    }
}
