using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Storage;

namespace Personalization.Service.Operations;

/// <summary>GET /health/live and /health/ready.</summary>
internal static class CheckHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    internal sealed record Liveness(string Status);

    /// <summary>Whether requests should come here.</summary>
    /// <param name="Status">ready; degraded: something it can do without is down; down: it cannot work.</param>
    internal sealed record Readiness(string Status, IReadOnlyList<Dependency> Dependencies);

    /// <summary>One store.</summary>
    /// <param name="Status">up or down.</param>
    internal sealed record Dependency(string Name, string Status, bool Required, string? Problem);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", Ok<Liveness> () => TypedResults.Ok(new Liveness("live")))
            .WithName("CheckLive").WithTags(Audience.Operations)
            .WithSummary("Whether the process answers at all. Restart it when this does not.")
            .WithExample("""{"status":"live"}""")
            .AllowWithoutKey();
        routes.MapGet("/health/ready", ReadyAsync)
            .WithName("CheckReady").WithTags(Audience.Operations)
            .WithSummary(
                "Whether requests should come here, and which dependency is down. 503 only when the event log is.")
            .WithExample("""
                {"status":"degraded","dependencies":[{"name":"postgres","status":"up","required":true,"problem":null},
                 {"name":"redis","status":"down","required":false,"problem":"It does not answer."}]}
                """)
            .Produces<Readiness>().Produces<Readiness>(StatusCodes.Status503ServiceUnavailable)
            .AllowWithoutKey();
    }

    private static async Task<JsonHttpResult<Readiness>> ReadyAsync(StorageHealth stores, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        IReadOnlyList<DependencyHealth> states;
        try
        {
            states = await stores.CheckAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            states = [new DependencyHealth(
                "event log", IsHealthy: false, IsRequired: true, "It did not answer within 2 s.")];
        }

        var works = states.All(state => state.IsHealthy || !state.IsRequired);
        var status = states.All(state => state.IsHealthy) ? "ready" : works ? "degraded" : "down";

        // Why a store is down may name hosts and users: that is for the log, and this page needs no key.
        var answer = new Readiness(status, [.. states.Select(state => new Dependency(
            state.Name,
            state.IsHealthy ? "up" : "down",
            state.IsRequired,
            state.IsHealthy ? null : "It does not answer."))]);
        var code = works ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return TypedResults.Json(answer, OperationsJson.Default.Readiness, statusCode: code);
    }
}

/// <summary>The JSON of operations.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CheckHealth.Liveness))]
[JsonSerializable(typeof(CheckHealth.Readiness))]
internal sealed partial class OperationsJson : JsonSerializerContext;
