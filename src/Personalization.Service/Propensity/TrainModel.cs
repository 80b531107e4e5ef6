using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Personalization.Service.Hosting;

namespace Personalization.Service.Propensity;

/// <summary>
/// POST /models/{name}/train and GET /models/{name}/train: start a training run, and see how far it is.
/// </summary>
internal sealed class TrainModel(TrainingRuns runs, IOptions<PropensityOptions> options)
{
    /// <summary>Where a run stands.</summary>
    internal enum State
    {
        /// <summary>Another run goes first.</summary>
        [JsonStringEnumMemberName("queued")]
        Queued = 0,

        /// <summary>Under way.</summary>
        [JsonStringEnumMemberName("running")]
        Running = 1,

        /// <summary>Saved as a new version and in use.</summary>
        [JsonStringEnumMemberName("promoted")]
        Promoted = 2,

        /// <summary>The log cannot teach the model; the message says why.</summary>
        [JsonStringEnumMemberName("refused")]
        Refused = 3,

        /// <summary>A fault; the message says what to do.</summary>
        [JsonStringEnumMemberName("failed")]
        Failed = 4,
    }

    /// <summary>A training run. Finished once <c>finishedAt</c> is there.</summary>
    internal sealed record Run(
        string Name,
        State State,
        DateTimeOffset StartedAt,
        DateTimeOffset? FinishedAt = null,
        string? Step = null,
        long? Done = null,
        long? Planned = null,
        int? Version = null,
        string? Message = null);

    private const string Example = """
        { "name": "purchase", "state": "running", "startedAt": "2026-01-05T09:00:00Z",
          "step": "final model", "done": 120, "planned": 150 }
        """;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/models/{name}/train", Start)
            .WithName("TrainModel").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("Train a model on the event log in the background and promote it; poll GET on the same path.")
            .WithDescription("With until, only what was known before that time is used. "
                + "While a run of the model is under way, it is answered instead.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: Example);
        routes.MapGet("/models/{name}/train", Read)
            .WithName("ReadTraining").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("The newest training run of a model that was started on this node.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: Example);
    }

    private Results<Accepted<Run>, ProblemHttpResult> Start(string name, string? until)
    {
        if (options.Value.All().FirstOrDefault(target => target.Name == name) is not { } target)
        {
            var names = string.Join(", ", options.Value.All().Select(known => known.Name));
            return Problem.Of(StatusCodes.Status404NotFound, $"No model '{name}' is configured. There are: {names}.");
        }

        if (until is not null && !Instant.TryRead(until, out _))
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest,
                $"until '{until}' is not a time; write for example 2026-01-05T00:00:00Z.");
        }

        var run = runs.Start(target, Instant.TryRead(until, out var at) ? at : null);
        return TypedResults.Accepted($"/models/{name}/train", run);
    }

    private Results<Ok<Run>, ProblemHttpResult> Read(string name) => runs.Find(name) is { } run
        ? TypedResults.Ok(run)
        : Problem.Of(
            StatusCodes.Status404NotFound, $"No training of '{name}' was started on this node since it started.");
}
