using System.Text.Json;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Decisions;

/// <summary>Turns a chosen content into an answer: its recommendations, then its template.</summary>
internal sealed class Showing(DecisionSubject subject, CompiledContent content, string placement, Tracking? tracking)
{
    private IReadOnlyList<RecommendedItem>? _recommendations;

    internal string Placement => placement;

    internal JsonElement? Content => content.Content;

    internal Tracking? Tracking => tracking;

    /// <summary>The products that go with the content, chosen when first asked for.</summary>
    internal IReadOnlyList<RecommendedItem> Recommendations => _recommendations ??= Recommend();

    /// <summary>The decision with everything that is shown filled in.</summary>
    internal Decision Decide(Decided decided)
    {
        string? fault = null;
        var html = content.Template?.Render(TemplateData.Of(subject, this), TemplateScope.Of(subject), out fault);
        return new Decision
        {
            DecisionId = decided.DecisionId,
            Placement = placement,
            Campaign = tracking?.PromotionId,
            Variant = tracking?.Creative,
            Reason = decided.Reason,
            IsSplit = decided.IsSplit,
            Counted = decided.Counted,
            IsTemplateBroken = fault is not null,
            Detail = fault is null ? decided.Detail : "The template failed: " + fault,
            Content = fault is not null && content.Fallback is { } fallback ? fallback : content.Content,
            Html = html,
            Recommendations = content.Recommendations is null ? null : Recommendations,
            Tracking = tracking,
            Explain = decided.Explain,
        };
    }

    private IReadOnlyList<RecommendedItem> Recommend()
    {
        var (slot, filter) = content.Recommendations ?? CompiledSlot.Unasked;
        return subject.Catalogue.Recommender.Recommend(new RecommendationQuery
        {
            Strategy = slot.Strategy,
            Limit = slot.Limit,
            Profile = subject.Query.Profile,
            ProductId = slot.ProductId,
            Category = slot.Category,
            Filter = filter,
            Now = subject.Query.Now,
        }).Items;
    }
}

/// <summary>What is known of a decision before anything is shown.</summary>
internal readonly record struct Decided(
    string DecisionId, DecisionReason Reason, string? Detail, IReadOnlyList<CandidateExplanation>? Explain)
{
    /// <summary>Whether the variant was chosen among several.</summary>
    internal bool IsSplit { get; init; }

    /// <summary>What the decision has to be counted against.</summary>
    internal IReadOnlyList<CountedLimits>? Counted { get; init; }
}
