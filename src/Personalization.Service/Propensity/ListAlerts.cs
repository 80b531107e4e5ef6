using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;

namespace Personalization.Service.Propensity;

/// <summary>GET /alerts: what about the models somebody should look at. POST /models/{name}/check looks now.</summary>
internal sealed class ListAlerts(ModelChecking checking)
{
    /// <summary>What is out of its band, by the newest checks.</summary>
    /// <param name="Items">The alerts, the oldest first.</param>
    /// <param name="CheckedAt">As of when each model was last checked.</param>
    internal sealed record AlertList(
        IReadOnlyList<ModelAlert> Items, IReadOnlyDictionary<string, DateTimeOffset> CheckedAt);

    private const string Example = """
        { "items": [ { "model": "purchase", "version": 3, "kind": "feature_drift", "subject": "sessions_30d",
            "value": 0.61, "limit": 0.25, "since": "2026-02-01T06:00:00Z",
            "message":
              "'sessions_30d' is spread unlike in training: see whether its events still arrive as they did." } ],
          "checkedAt": { "purchase": "2026-02-03T06:00:00Z" } }
        """;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/alerts", ReadAsync)
            .WithName("ListAlerts").WithTags(Audience.Operations).RequireScope(Scope.Admin)
            .WithSummary("What about the models somebody should look at: drift, calibration, conversion by decile.")
            .WithExample(response: Example);
        routes.MapPost("/models/{name}/check", CheckAsync)
            .WithName("CheckModel").WithTags(Audience.Operations).RequireScope(Scope.Admin)
            .WithSummary("Check a model on live customers now, instead of when its schedule says so.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: """
                { "name": "purchase", "version": 3, "at": "2026-02-03T06:00:00Z", "customers": 2000,
                  "score": { "feature": "score", "index": 0.04, "noise": 0.012 },
                  "features": [ { "feature": "sessions_30d", "index": 0.61, "noise": 0.012 } ],
                  "past": { "version": 2, "at": "2026-01-04T00:00:00Z",
                    "quality": { "rows": 2000, "positives": 571, "auc": 0.741, "logLoss": 0.519, "brier": 0.171,
                                 "liftAtTenPercent": 2.4 },
                    "deciles": [ { "decile": 1, "customers": 200, "expected": 0.71, "observed": 0.69 } ] },
                  "alerts": [] }
                """);
    }

    private async Task<Ok<AlertList>> ReadAsync(CancellationToken stop)
    {
        var checks = await checking.ReadAsync(stop);
        return TypedResults.Ok(new AlertList(
            [.. checks.SelectMany(check => check.Alerts).OrderBy(alert => alert.Since)],
            checks.ToDictionary(check => check.Name, check => check.At, StringComparer.Ordinal)));
    }

    private async Task<Results<Ok<ModelCheck>, ProblemHttpResult>> CheckAsync(string name, CancellationToken stop) =>
        (await checking.CheckAsync(name, stop)) is [var check]
            ? TypedResults.Ok(check)
            : Problem.Of(
                StatusCodes.Status404NotFound,
                $"Model '{name}' has no active version. Train it with POST /models/{name}/train.");
}
