using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Storage.Events;

namespace Personalization.Service.Propensity;

/// <summary>GET /models/{name}/readiness: whether a model could be trained now, and what is missing.</summary>
internal sealed class CheckReadiness(
    TargetBook targets, LiveSample sample, IEventLog log, IOptions<PropensityOptions> options, TimeProvider clock)
{
    internal void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/models/{name}/readiness", ReadAsync)
        .WithName("CheckReadiness").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
        .WithSummary("Whether a model could be trained now: history, rows, outcomes, features, and what is missing.")
        .WithDescription($"Looks at {LiveSample.Usual:N0} customers at most, so that it takes seconds on any log.")
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
        .WithExample(response: """
            { "target": { "name": "purchase", "outcome": "orders", "horizonDays": 30, "includesAnonymous": false },
              "ready": false,
              "history": { "firstAt": "2025-12-01T08:12:44Z", "until": "2026-01-24T13:00:00Z", "days": 54.2,
                           "neededDays": 90 },
              "cutOffs": [], "rows": 0, "positives": 0, "customersWith": 0, "customersWithout": 0, "customerShare": 1,
              "findings": [ { "severity": "blocking",
                "message": "The log spans 54.2 days and 90 are needed: 3 x the horizon of 30 days.",
                "toDo": "Import older events, train later, or define a shorter horizon." } ] }
            """);

    private async Task<Results<Ok<ReadinessReport>, ProblemHttpResult>> ReadAsync(string name, CancellationToken stop)
    {
        if (await targets.FindAsync(name, stop) is not { } target)
        {
            return TargetBook.NotTarget(name);
        }

        var size = await log.MeasureAsync(stop);
        var end = ModelTraining.End(size, until: null, clock.GetUtcNow());
        var span = HistorySpan.Of(target, size.FirstAt, end);
        if (span.Days < span.NeededDays)
        {
            return TypedResults.Ok(ReadinessReport.Of(target, span, rows: null, share: 1));
        }

        var cutOffs = CutOffs.Place(target, options.Value.Training, size.FirstAt ?? end, end);
        var rows = await sample.RowsAsync(target, cutOffs, end, stop);
        var share = size.KnownCustomers > LiveSample.Usual ? (double)LiveSample.Usual / size.KnownCustomers : 1;
        return TypedResults.Ok(ReadinessReport.Of(target, span, rows, share));
    }
}
