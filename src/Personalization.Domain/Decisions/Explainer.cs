using Personalization.Conditions;
using Personalization.Domain.Experiments;

namespace Personalization.Domain.Decisions;

/// <summary>
/// Says of every candidate why it did or did not win. Slow beside deciding; only done when asked for.
/// </summary>
internal static class Explainer
{
    private const int MaxParts = 200;

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
        var isScheduled = campaign.Schedule?.Covers(subject.Query.Now) != false;
        var place = Bucketing.Place(campaign.Key, subject.AssignmentId);
        var chosen = Bucketing.Choose(place, campaign.Shares);
        var hasConsent = ConsentGate.HasConsent(subject, campaign);
        var outcome = !isScheduled ? CandidateOutcome.NotScheduled
            : !hasConsent ? CandidateOutcome.NoConsent
            : !subject.InAudience(campaign) ? CandidateOutcome.NotInAudience
            : chosen < 0 ? CandidateOutcome.NotCovered
            : ConsentGate.HasOptedOut(subject, placement, campaign) ? CandidateOutcome.OptedOut
            : isDecided ? CandidateOutcome.Outranked
            : CandidateOutcome.Won;
        return new CandidateExplanation(
            campaign.Key,
            campaign.Priority,
            outcome,
            isScheduled,
            hasConsent && campaign.Audience is { } audience ? Explain(subject, audience) : null,
            place,
            chosen < 0 || !hasConsent ? null : campaign.Variants[chosen].Variant);
    }

    private static ConditionExplanation Explain(DecisionSubject subject, CompiledCondition<DecisionSubject> audience)
    {
        var value = audience.Evaluate(subject);
        var parts = new List<ConditionPart>();
        Collect(audience.Explain(subject), depth: 0, parts);
        return new ConditionExplanation(
            audience.Text, value is { Kind: ValueKind.Bool, AsBool: true }, value.ErrorMessage, parts);
    }

    private static void Collect(ConditionTrace trace, int depth, List<ConditionPart> parts)
    {
        if (parts.Count == MaxParts)
        {
            return;
        }

        parts.Add(new ConditionPart(trace.Text, trace.Value, depth));
        foreach (var child in trace.Children)
        {
            Collect(child, depth + 1, parts);
        }
    }
}
