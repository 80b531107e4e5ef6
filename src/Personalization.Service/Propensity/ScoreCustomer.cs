using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Propensity;

/// <summary>GET /customers/{id}/scores: what every active model says about a customer now.</summary>
internal sealed class ScoreCustomer(ProfileStore profiles, CatalogueHolder catalogue, TimeProvider clock)
{
    /// <summary>Scores by model; <c>lifetime</c> and <c>cluster</c> are there for customers with an order.</summary>
    internal sealed record CustomerScores(
        string CustomerId,
        DateTimeOffset At,
        IReadOnlyDictionary<string, ModelScore> Scores,
        LifetimeValues? Lifetime = null,
        string? Cluster = null);

    /// <summary>What the customer is expected to order and be worth from now on.</summary>
    internal sealed record LifetimeValues(
        [property: JsonPropertyName("value365d")] double Value365Days,
        [property: JsonPropertyName("value90d")] double Value90Days,
        [property: JsonPropertyName("orders365d")] double Orders365Days,
        [property: JsonPropertyName("orders90d")] double Orders90Days,
        double Alive,
        double Percentile,
        DateTimeOffset NextOrderAt,
        double DaysBetweenOrders,
        int Version)
    {
        internal static LifetimeValues Of(LifetimeScore score, DateTimeOffset now, int version) => new(
            score.Value365Days,
            score.Value90Days,
            score.Orders365Days,
            score.Orders90Days,
            score.Alive,
            score.Percentile,
            now.AddDays(Math.Min(score.NextOrderDays, MostDays)),
            score.DaysBetweenOrders,
            version);
    }

    /// <summary>
    /// One model's score. <c>eligible</c> is false for a customer whom the model's training population leaves out, such
    /// as one without a recent order for churn: the score is then an extrapolation.
    /// </summary>
    /// <remarks>
    /// <c>contributions</c> are there when asked for: the features that moved the score most, in log-odds.
    /// </remarks>
    internal sealed record ModelScore(
        double Probability,
        double Percentile,
        int Version,
        bool Eligible,
        IReadOnlyList<ScoreContribution>? Contributions = null);

    private const int MostContributions = 10;
    private const double MostDays = 365 * 100;

    internal void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/customers/{id}/scores", ReadAsync)
        .WithName("ScoreCustomer").WithTags(Audience.Marketing).RequireScope(Scope.Decide)
        .WithSummary("A customer's propensities, lifetime value and cluster, by the active models.")
        .WithDescription("With explain=true, also the features that moved each score most.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .WithExample(response: """
            { "customerId": "c-42", "at": "2026-01-05T09:00:00Z",
              "scores": { "purchase": { "probability": 0.31, "percentile": 84, "version": 1, "eligible": true } },
              "lifetime": { "value365d": 412.5, "value90d": 118.2, "orders365d": 4.6, "orders90d": 1.3, "alive": 0.93,
                "percentile": 88, "nextOrderAt": "2026-02-01T11:30:00Z", "daysBetweenOrders": 54.2, "version": 3 },
              "cluster": "c1" }
            """);

    private async Task<Results<Ok<CustomerScores>, ProblemHttpResult>> ReadAsync(
        string id, bool? explain, CancellationToken stop)
    {
        if (!CustomerKey.IsValidId(id))
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest,
                $"A customer id has 1 to {CustomerKey.MaxIdLength} printable characters.");
        }

        var profile = (await profiles.GetAsync(CustomerKey.Known(id), stop)).Profile;
        var now = clock.GetUtcNow();
        var features = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(profile, now, features);

        var scores = new Dictionary<string, ModelScore>(StringComparer.Ordinal);
        foreach (var model in catalogue.Source.Models)
        {
            var score = model.Score(features);
            scores[model.Name] = new ModelScore(
                score.Probability,
                score.Percentile,
                model.Version,
                model.Rule.IsEligible(profile, now),
                explain == true ? model.Explain(features, MostContributions) : null);
        }

        var source = catalogue.Source;
        var lifetime = source.Lifetime is { } worth && worth.TryScore(profile, now, features, out var values)
            ? LifetimeValues.Of(values, now, worth.Version)
            : null;
        var cluster = source.Clusters?.Assign(profile, features) is >= 0 and var number
            ? source.Clusters.Keys[number]
            : null;
        return TypedResults.Ok(new CustomerScores(id, now, scores, lifetime, cluster));
    }
}
