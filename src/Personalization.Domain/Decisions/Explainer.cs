using Personalization.Conditions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Experiments;

namespace Personalization.Domain.Decisions;

/// <summary>
/// Says of every candidate why it did or did not win. Slow beside deciding; only done when asked for.
/// </summary>
internal static class Explainer
{
    internal static IReadOnlyList<CandidateExplanation> Explain(DecisionSubject subject, CompiledPlacement placement)
    {
        var explained = new CandidateExplanation[placement.Candidates.Length];
        var isDecided = false;
        for (var i = 0; i < explained.Length; i++)
        {
            explained[i] = Explain(subject, placement, placement.Candidates[i], isDecided);
            isDecided |= explained[i].Outcome == CandidateOutcome.Won;
        }

        return explained;
    }

    private static CandidateExplanation Explain(
        DecisionSubject subject, CompiledPlacement placement, CompiledCampaign campaign, bool isDecided)
    {
        var outcome = Candidacy.Judge(subject, placement, campaign, out var chosen);
        var hasConsent = ConsentGate.HasConsent(subject, campaign);
        var place = Bucketing.Place(campaign.Key, subject.AssignmentId);
        if (hasConsent && chosen < 0 && campaign.Choice == VariantChoice.Weighted)
        {
            chosen = Bucketing.Choose(place, campaign.Shares);
        }

        return new CandidateExplanation(
            campaign.Key,
            campaign.Priority,
            outcome == CandidateOutcome.Won && isDecided ? CandidateOutcome.Outranked : outcome,
            campaign.Schedule?.Covers(subject.Query.Now) != false,
            hasConsent && campaign.Audience is { } audience ? Explain(subject, audience) : null,
            place,
            chosen < 0 ? null : campaign.Variants[chosen].Content.Variant)
        {
            Frequency = hasConsent ? Frequency(subject, placement, campaign) : null,
            Variants = hasConsent && campaign.Choice != VariantChoice.Weighted ? Variants(subject, campaign) : null,
            ExcludedBy = outcome == CandidateOutcome.Excluded ? subject.LeaderOf(campaign.Group)?.Key : null,
        };
    }

    private static FrequencyExplanation? Frequency(
        DecisionSubject subject, CompiledPlacement placement, CompiledCampaign campaign)
    {
        var frequency = campaign.Frequency;
        var caps = new List<CapExplanation>();
        caps.AddRange(frequency.Caps.Select(cap => Cap(cap, CapGate.CountOwn(subject, cap, campaign))));
        foreach (var shared in campaign.IsExempt ? [] : placement.SharedCaps)
        {
            caps.AddRange(shared.Caps.Select(cap => Cap(cap, CapGate.CountShared(subject, cap, shared))));
        }

        var hasCooldown = frequency.AfterClick > 0 || frequency.AfterConversion > 0;
        var isCounted = placement.Counted(campaign) is not null;
        return caps.Count == 0 && !hasCooldown && !isCounted
            ? null
            : new FrequencyExplanation(
                caps,
                CapGate.IsCoolingDown(subject, campaign),
                isCounted ? CapGate.IsCountedOut(subject, placement, campaign) : null);
    }

    private static CapExplanation Cap(CompiledCap cap, int seen) =>
        new(cap.Of, cap.Limit, TimeSpan.FromMilliseconds(cap.Window).TotalHours, seen);

    private static VariantExplanation[] Variants(DecisionSubject subject, CompiledCampaign campaign) =>
        Array.ConvertAll(campaign.Variants, variant => new VariantExplanation(
            variant.Content.Variant,
            variant.Condition is null ? null : Explain(subject, variant.Condition),
            campaign.Choice == VariantChoice.Ranked ? Candidacy.Rank(subject, variant) : null));

    private static ConditionExplanation Explain(
        DecisionSubject subject, CompiledCondition<DecisionSubject> audience) =>
        new ConditionExplainer(subject).Explain(audience);
}
