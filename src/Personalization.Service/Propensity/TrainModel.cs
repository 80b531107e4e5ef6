using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;

namespace Personalization.Service.Propensity;

/// <summary>
/// POST /models/{name}/train and GET /models/{name}/train: start a training run, and see how far it is.
/// </summary>
internal sealed class TrainModel(TrainingRuns runs, TargetBook targets, IEnumerable<ISingleModel> singles)
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

        /// <summary>Saved as a new version that does not score; the message says why.</summary>
        [JsonStringEnumMemberName("kept")]
        Kept = 5,

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
        routes.MapPost("/models/{name}/train", StartAsync)
            .WithName("TrainModel").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("Train a model on the event log in the background; poll GET on the same path.")
            .WithDescription("With until, only what was known before that time is used. The new version is promoted "
                + "when it beats the baselines and the version that scores, with promote=always in any case, with "
                + "promote=never in none. "
                + "While a run of the model is under way, it is answered instead.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: Example);
        routes.MapGet("/models/{name}/train", Read)
            .WithName("ReadTraining").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("The newest training run of a model that was started on this node.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: Example);
    }

    private async Task<Results<Accepted<Run>, ProblemHttpResult>> StartAsync(
        string name, string? until, string? promote, HttpContext http, CancellationToken stop)
    {
        var single = singles.FirstOrDefault(single => single.Name == name);
        var target = single is null ? await targets.FindAsync(name, stop) : null;
        if (single is null && target is null)
        {
            var names = string.Join(", ", (await targets.AllAsync(stop)).Select(known => known.Name)
                .Concat(singles.Select(known => known.Name)));
            return Problem.Of(StatusCodes.Status404NotFound, $"No model '{name}' is configured. There are: {names}.");
        }

        if (until is not null && !Instant.TryRead(until, out _))
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest,
                $"until '{until}' is not a time; write for example 2026-01-05T00:00:00Z.");
        }

        if (RuleOf(promote) is not { } rule)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "promote must be if-better, always or never.");
        }

        DateTimeOffset? end = Instant.TryRead(until, out var at) ? at : null;
        var run = single is null
            ? runs.Start(new TrainingOrder([target!], end, http.CallerName()) { Promotion = rule })
            : runs.Start(single, new SingleOrder(end, http.CallerName(), rule));
        return TypedResults.Accepted($"/models/{name}/train", run);
    }

    /// <summary>The rule of a word; null for a word that is none.</summary>
    internal static PromotionRule? RuleOf(string? word) => word switch
    {
        null or "if-better" => PromotionRule.IfBetter,
        "always" => PromotionRule.Always,
        "never" => PromotionRule.Never,
        _ => null,
    };

    private Results<Ok<Run>, ProblemHttpResult> Read(string name) => runs.Find(name) is { } run
        ? TypedResults.Ok(run)
        : Problem.Of(
            StatusCodes.Status404NotFound, $"No training of '{name}' was started on this node since it started.");
}
