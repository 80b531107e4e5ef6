using System.Text.Json;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

/// <summary>Allocations are the same on every machine, so they are what a test can hold a hot path to.</summary>
public sealed class DecisionBudgetTests
{
    private const long Budget = 4_096;

    [Fact, Trait("clause", "DEC-13")]
    public void A_decision_among_50_campaigns_20_segments_and_2_models_stays_within_its_budget()
    {
        var catalogue = Shared.Value;
        var profile = Busy();

        var bytes = Measure(() => Decider.Decide(catalogue, LargeQuery(profile), ["hero"], () => "d-1"));

        Assert.InRange(bytes, 1, Budget);
    }

    [Fact, Trait("clause", "DEC-13")]
    public void More_placements_cost_little_more()
    {
        var catalogue = Shared.Value;
        var profile = Busy();
        string[] one = ["hero"];
        string[] ten = [.. Enumerable.Repeat("hero", 10)];

        var single = Measure(() => Decider.Decide(catalogue, LargeQuery(profile), one, () => "d-1"));
        var many = Measure(() => Decider.Decide(catalogue, LargeQuery(profile), ten, () => "d-1"));

        Assert.InRange(many - single, 0, 9 * 600);
    }

    [Fact, Trait("clause", "DEC-13")]
    public void A_query_that_needs_no_feature_computes_none()
    {
        var catalogue = World.Source(Campaign("c", "customer.known")).Sound();

        // Given features are only looked at when features are computed: these would throw.
        var decision = catalogue.Decide(Query(Profile()) with { Features = new Untouchable() });

        Assert.Equal("c", decision.Campaign);
    }

    private static readonly Lazy<Catalogue> Shared = new(Large);

    internal static CatalogueSource Source() => World.Source(
        [.. Enumerable.Range(0, 50).Select(i => Campaign($"c-{i:00}", Audience(i), priority: 100 - i))]) with
    {
        Segments = [.. Enumerable.Range(0, 20).Select(i => Segment($"s-{i:00}", SegmentCondition(i)))],
    };

    private static Catalogue Large() =>
        (Source() with { Models = [Models.Learn("purchase", trees: 20), Models.Learn("churn", trees: 20)] }).Sound();

    internal static DecisionQuery LargeQuery(Profile profile) => new()
    {
        Profile = profile,
        Known = true,
        Now = Now,
        Context = new DecisionContext(Page),
    };

    internal static Profile Busy()
    {
        var random = new Random(7);
        EventKind[] kinds =
            [EventKind.ProductViewed, EventKind.ProductAdded, EventKind.OrderCompleted, EventKind.PageViewed];
        return Profile("c-7", [.. Enumerable.Range(0, 200).Select(i => new CustomerEvent
        {
            Kind = i == 0 ? EventKind.ProductAdded : kinds[random.Next(kinds.Length)],
            Name = "any",
            At = Now.AddHours(-10 * i),
            Products = [new ProductLine($"p-{random.Next(60)}", $"cat-{random.Next(8)}", 19_9900, 1)],
            TotalUnits = 19_9900,
            OrderId = $"o-{i}",
        })]);
    }

    private static readonly JsonElement Page =
        Json("""{"page":{"path":"/shoes"},"device":"mobile","locale":"de-DE"}""");

    // Only the last campaign applies, so that every condition is evaluated.
    private static string Audience(int i) => i == 49 ? "true" : (i % 5) switch
    {
        0 => $"features.orders_lifetime > {1_000 + i} && scores.purchase.probability > 0.9",
        1 => $"in_segment('s-{i % 20:00}') && features.revenue_90d < 0.0",
        2 => $"context.page.path == '/nowhere-{i}' || context.device == 'tablet'",
        3 => $"scores.churn.percentile > 101.0 || traits.plan == 'gold-{i}'",
        _ => $"features.recency_days > {1_000 + i}.0 && cart.value > 0.0",
    };

    private static string SegmentCondition(int i) => (i % 4) switch
    {
        0 => $"features.orders_lifetime >= {i}",
        1 => $"features.product_views_30d > {i} && affinity('cat-1') > 0.1",
        2 => $"scores.purchase.probability > 0.{i + 10} || features.tenure_days < {i}.0",
        _ => $"context.device == 'mobile' && in_segment('s-{i - 3:00}')",
    };

    private static long Measure(Action decide)
    {
        for (var i = 0; i < 50; i++)
        {
            decide();
        }

        const int rounds = 200;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++)
        {
            decide();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
    }

    internal sealed class Untouchable : Dictionary<string, double?>, IReadOnlyDictionary<string, double?>
    {
        IEnumerator<KeyValuePair<string, double?>> IEnumerable<KeyValuePair<string, double?>>.GetEnumerator() =>
            throw new InvalidOperationException("Features were computed.");
    }
}
