using System.Text.Json.Serialization;
using Personalization.Domain.Events;
using Personalization.Domain.Recommendations;
using Personalization.Service.Decisions;
using Personalization.Storage.Decisions;

namespace Personalization.Service.Recommendations;

/// <summary>Answers recommendation calls: one cache read a customer, then a pure choice. Never fails for want of a
/// profile.</summary>
internal sealed class RecommendationDesk(
    CatalogueHolder catalogue, ProfileReader profiles, DecisionLogWriter log, DecisionIds ids, TimeProvider clock)
{
    /// <summary>Recommends to a customer, to a visitor, or to nobody in particular when both are null.</summary>
    public async ValueTask<Recommended> RecommendAsync(
        string? customerId, string? anonymousId, RecommendationWish wish, CancellationToken stop)
    {
        var found = customerId is null && anonymousId is null
            ? null
            : await profiles.FindAsync(customerId, anonymousId, stop);
        var profile = found is not null && catalogue.Current.MayPersonalize(found) ? found : null;
        var now = clock.GetUtcNow();
        var result = catalogue.Current.Recommender.Recommend(new RecommendationQuery
        {
            Strategy = wish.Strategy,
            Limit = wish.Limit,
            Profile = profile,
            ProductId = wish.ProductId,
            Category = wish.Category,
            Filter = wish.Filter,
            Now = now,
        });
        var answer = new Recommended(customerId, ids.Next(), result.Strategy, result.Fallback, result.Items);

        // Without consent, or without knowing of it, nothing is kept of whom it was for either.
        var customer = profile?.Customer ?? CustomerKey.Nobody;
        log.TryLog(new DecisionEntry(
            CompactId.Of(answer.DecisionId), customer, wish.Placement ?? "",
            Campaign: null, Variant: null, "recommendation", now));
        return answer;
    }
}

/// <summary>What is wished for, checked.</summary>
internal sealed record RecommendationWish
{
    /// <summary>The most products one answer holds.</summary>
    internal const int MaxLimit = 100;

    public RecommendationStrategy Strategy { get; init; }

    public int Limit { get; init; } = 10;

    public string? ProductId { get; init; }

    public string? Category { get; init; }

    public ProductFilter? Filter { get; init; }

    public string? Placement { get; init; }
}

/// <summary>Recommended products as answered.</summary>
/// <param name="CustomerId">In a batch: whom for; else left out.</param>
/// <param name="DecisionId">Names this answer in events that follow it.</param>
/// <param name="Strategy">The one asked for.</param>
/// <param name="Fallback">The last strategy that had to fill the list up; null when the one asked for was
/// enough.</param>
/// <param name="Items">Best first; never empty while the catalogue holds an active product that passes category and
/// filter.</param>
internal sealed record Recommended(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CustomerId,
    string DecisionId,
    RecommendationStrategy Strategy,
    string? Fallback,
    IReadOnlyList<RecommendedItem> Items);
