using Personalization.Conditions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Experiments;

namespace Personalization.Domain.Decisions;

/// <summary>Judges one candidate campaign of a placement, cheapest questions first, caps last.</summary>
internal static class Candidacy
{
    /// <summary>What becomes of the campaign; <see cref="CandidateOutcome.Won"/> when it can be shown.</summary>
    /// <param name="variant">The number of the variant it would show, or -1.</param>
    internal static CandidateOutcome Judge(
        DecisionSubject subject, CompiledPlacement placement, CompiledCampaign campaign, out int variant)
    {
        var outcome = Judge(subject, campaign, out variant);
        return outcome != CandidateOutcome.Won ? outcome
            : campaign.Group >= 0 && subject.LeaderOf(campaign.Group) != campaign ? CandidateOutcome.Excluded
            : ConsentGate.HasOptedOut(subject, placement, campaign) ? CandidateOutcome.OptedOut
            : CapGate.Holds(subject, placement, campaign) ? CandidateOutcome.Capped
            : CandidateOutcome.Won;
    }

    /// <summary>The part that is the same in every placement.</summary>
    internal static CandidateOutcome Judge(DecisionSubject subject, CompiledCampaign campaign, out int variant)
    {
        variant = -1;
        if (campaign.Schedule?.Covers(subject.Query.Now) == false)
        {
            return CandidateOutcome.NotScheduled;
        }

        if (!ConsentGate.HasConsent(subject, campaign))
        {
            return CandidateOutcome.NoConsent;
        }

        if (!subject.InAudience(campaign))
        {
            return CandidateOutcome.NotInAudience;
        }

        return Choose(subject, campaign, out variant);
    }

    /// <summary>The campaign of a group that a customer gets: of those that apply the one of highest priority, of equal
    /// ones a stable draw.</summary>
    internal static CompiledCampaign? Lead(DecisionSubject subject, CompiledCampaign[] group)
    {
        CompiledCampaign? leader = null;
        var best = 0.0;
        foreach (var campaign in group)
        {
            if (leader is not null && campaign.Priority < leader.Priority)
            {
                break;
            }

            // Each campaign draws a number for the customer and the largest wins: one that comes or goes moves nobody
            // between the others.
            var draw = Bucketing.Place(campaign.GroupSeed, subject.AssignmentId);
            if ((leader is null || draw > best) && Judge(subject, campaign, out _) == CandidateOutcome.Won)
            {
                (leader, best) = (campaign, draw);
            }
        }

        return leader;
    }

    /// <summary>A variant's rank; null where it cannot be told.</summary>
    internal static double? Rank(DecisionSubject subject, CompiledVariant variant)
    {
        if (variant.Rank is null)
        {
            return 0;
        }

        var value = variant.Rank.Evaluate(subject);
        return value.Kind switch
        {
            ValueKind.Double when !double.IsNaN(value.AsDouble) => value.AsDouble,
            ValueKind.Int => value.AsInt,
            ValueKind.Uint => value.AsUint,
            _ => null,
        };
    }

    private static CandidateOutcome Choose(DecisionSubject subject, CompiledCampaign campaign, out int variant)
    {
        var place = Bucketing.Place(campaign.Key, subject.AssignmentId);
        if (campaign.Choice == VariantChoice.Weighted)
        {
            variant = Bucketing.Choose(place, campaign.Shares);
            return variant < 0 ? CandidateOutcome.NotCovered : CandidateOutcome.Won;
        }

        variant = -1;
        if (place >= campaign.Coverage)
        {
            return CandidateOutcome.NotCovered;
        }

        variant = campaign.Choice == VariantChoice.Ranked ? Best(subject, campaign) : First(subject, campaign);
        return variant < 0 ? CandidateOutcome.NoVariant : CandidateOutcome.Won;
    }

    private static int First(DecisionSubject subject, CompiledCampaign campaign)
    {
        for (var i = 0; i < campaign.Variants.Length; i++)
        {
            if (campaign.Variants[i].Condition?.Matches(subject) != false)
            {
                return i;
            }
        }

        return -1;
    }

    private static int Best(DecisionSubject subject, CompiledCampaign campaign)
    {
        var (best, rank) = (-1, double.NegativeInfinity);
        for (var i = 0; i < campaign.Variants.Length; i++)
        {
            if (campaign.Variants[i].Condition?.Matches(subject) == false)
            {
                continue;
            }

            var its = Rank(subject, campaign.Variants[i]) ?? double.NegativeInfinity;
            if (best < 0 || its > rank)
            {
                (best, rank) = (i, its);
            }
        }

        return best;
    }
}
