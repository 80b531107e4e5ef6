using System.Collections.Frozen;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Domain.Propensity;

namespace Personalization.Domain.Decisions;

/// <summary>
/// Decides what to show: a pure function of catalogue, query and placements (the ids of decisions aside). Never throws;
/// what fails is answered with the placement's own content and the reason.
/// </summary>
public static class Decider
{
    private static readonly FrozenDictionary<string, Score> NoScores = FrozenDictionary<string, Score>.Empty;

    /// <summary>Decides for each placement, in the order given.</summary>
    /// <param name="nextDecisionId">Called once a placement.</param>
    public static DecisionResult Decide(
        Catalogue catalogue, DecisionQuery query, IReadOnlyList<string> placements, Func<string> nextDecisionId)
    {
        using var subject = new DecisionSubject(catalogue, query);
        var decisions = new Decision[placements.Count];
        for (var i = 0; i < decisions.Length; i++)
        {
            subject.Position = i;
            decisions[i] = DecideSafely(subject, placements[i], nextDecisionId());
        }

        return subject.MayPersonalize
            ? new DecisionResult(decisions, SummariseSafely(subject))
            : new DecisionResult(decisions, new CustomerSummary(Known: false, [], NoScores)) { MayPersonalize = false };
    }

    /// <summary>
    /// Every placement's own content, for when the customer's profile cannot be had. Templates and recommendations are
    /// those of a customer nothing is known of.
    /// </summary>
    public static IReadOnlyList<Decision> Fallback(
        Catalogue catalogue,
        IReadOnlyList<string> placements,
        DecisionReason reason,
        string? detail,
        Func<string> nextDecisionId)
    {
        var nobody = new DecisionQuery
        {
            Profile = new Profile(CustomerKey.Nobody),
            Now = DateTimeOffset.UnixEpoch,
        };
        using var subject = new DecisionSubject(catalogue, nobody);
        return [.. placements.Select(placement =>
        {
            var decided = new Decided(nextDecisionId(), reason, detail, Explain: null);
            return placement is not null && catalogue.Placement(placement) is { } compiled
                ? ShowDefault(subject, compiled, decided)
                : Unknown(placement, decided.DecisionId);
        })];
    }

    /// <summary>The customer's segments and scores, without deciding anything.</summary>
    public static CustomerSummary Summarise(Catalogue catalogue, DecisionQuery query)
    {
        using var subject = new DecisionSubject(catalogue, query);
        return Summarise(subject);
    }

    private static Decision DecideSafely(DecisionSubject subject, string placement, string decisionId)
    {
        if (placement is null || subject.Catalogue.Placement(placement) is not { } compiled)
        {
            return Unknown(placement, decisionId);
        }

        try
        {
            return Choose(subject, compiled, decisionId);
        }
#pragma warning disable CA1031 // Whatever failed, the page still gets the placement's own content, and the reason.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return new Decision
            {
                DecisionId = decisionId,
                Placement = placement,
                Reason = DecisionReason.Error,
                Detail = failure.Message,
                Content = compiled.Default.Content,
            };
        }
    }

    private static Decision Choose(DecisionSubject subject, CompiledPlacement placement, string decisionId)
    {
        var explained = subject.Query.Explain ? Explainer.Explain(subject, placement) : null;
        var isWithheld = !subject.MayPersonalize;
        var isCapped = false;
        foreach (var campaign in placement.Candidates)
        {
            var outcome = Candidacy.Judge(subject, placement, campaign, out var variant);
            if (outcome == CandidateOutcome.Won)
            {
                var won = new Decided(decisionId, DecisionReason.Campaign, Detail: null, explained);
                return Show(subject, placement, new Choice(campaign, variant), won);
            }

            isWithheld |= outcome is CandidateOutcome.NoConsent or CandidateOutcome.OptedOut;
            isCapped |= outcome is CandidateOutcome.Capped;
        }

        var reason = isWithheld ? DecisionReason.NoConsent : isCapped ? DecisionReason.Capped : DecisionReason.Default;
        var decided = new Decided(decisionId, reason, Detail: null, explained);
        return subject.MayPersonalize
            ? ShowDefault(subject, placement, decided)
            : ShowDefaultToNobody(subject, placement, decided);
    }

    private static Decision Show(
        DecisionSubject subject, CompiledPlacement placement, Choice choice, Decided decided)
    {
        subject.Show(placement, choice.Campaign);
        var content = choice.Campaign.Variants[choice.Variant].Content;
        var tracking = new Tracking(choice.Campaign.Key, content.Variant, placement.Key, decided.DecisionId);
        return new Showing(subject, content, placement.Key, tracking).Decide(decided with
        {
            IsSplit = choice.Campaign is { Choice: VariantChoice.Weighted, Variants.Length: > 1 },
            Counted = placement.Counted(choice.Campaign),
        });
    }

    // Nothing of the profile is used: the default content is what somebody nothing is known of would see.
    private static Decision ShowDefaultToNobody(DecisionSubject subject, CompiledPlacement placement, Decided decided)
    {
        using var nobody = new DecisionSubject(subject.Catalogue, subject.Query with
        {
            Profile = new Profile(CustomerKey.Nobody),
            Known = false,
            Features = null,
        });
        return ShowDefault(nobody, placement, decided);
    }

    private static Decision ShowDefault(DecisionSubject subject, CompiledPlacement placement, Decided decided) =>
        new Showing(subject, placement.Default, placement.Key, tracking: null).Decide(decided);

    private static Decision Unknown(string? placement, string decisionId) =>
        new() { DecisionId = decisionId, Placement = placement ?? "", Reason = DecisionReason.UnknownPlacement };

    private static CustomerSummary SummariseSafely(DecisionSubject subject)
    {
        try
        {
            return Summarise(subject);
        }
#pragma warning disable CA1031 // The decisions stand; what failed for a condition has said so there already.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new CustomerSummary(subject.Query.Known, [], NoScores);
        }
    }

    private static CustomerSummary Summarise(DecisionSubject subject)
    {
        var models = subject.Catalogue.Models;
        var scores = new Dictionary<string, Score>(models.Count, StringComparer.Ordinal);
        for (var i = 0; i < models.Count; i++)
        {
            scores[models[i].Name] = subject.Score(i);
        }

        return new CustomerSummary(subject.Query.Known, subject.Segments(), scores);
    }

    private readonly record struct Choice(CompiledCampaign Campaign, int Variant);
}
