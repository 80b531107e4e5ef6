using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Propensity;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Propensity;

/// <summary>GET /customers/{id}/scores: what every active model says about a customer now.</summary>
internal sealed class ScoreCustomer(ProfileStore profiles, CatalogueHolder catalogue, TimeProvider clock)
{
    /// <summary>Scores by model.</summary>
    internal sealed record CustomerScores(
        string CustomerId, DateTimeOffset At, IReadOnlyDictionary<string, ModelScore> Scores);

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

    internal void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/customers/{id}/scores", ReadAsync)
        .WithName("ScoreCustomer").WithTags(Audience.Marketing).RequireScope(Scope.Decide)
        .WithSummary("A customer's propensities: probability and percentile per active model.")
        .WithDescription("With explain=true, also the features that moved each score most.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .WithExample(response: """
            { "customerId": "c-42", "at": "2026-01-05T09:00:00Z",
              "scores": { "purchase": { "probability": 0.31, "percentile": 84, "version": 1, "eligible": true } } }
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

        return TypedResults.Ok(new CustomerScores(id, now, scores));
    }
}
