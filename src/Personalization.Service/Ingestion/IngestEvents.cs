using System.Text;
using Personalization.Domain.Events;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;
using Personalization.Service.Operations;
using Personalization.Storage.Events;

namespace Personalization.Service.Ingestion;

/// <summary>
/// POST /v1/{track|identify|page|screen|group|alias|batch}, and each by its first letter (Segment HTTP Tracking API).
/// </summary>
internal sealed class IngestEvents(
    GroupCommitter committer, IEventLog log, RejectedPersons persons, Telemetry telemetry, TimeProvider clock)
{
    private static readonly Task<CommitResult> Nothing = Task.FromResult(new CommitResult([], []));

    /// <summary>What became of a request's events.</summary>
    /// <param name="Accepted">Events that are durable and in the profile.</param>
    /// <param name="Duplicates">Events whose message id the customer had already.</param>
    /// <param name="DuplicateIndexes">Their places in the batch, from 0.</param>
    /// <param name="Withheld">Events that were counted and not kept: consent was denied, or the person was
    /// erased.</param>
    /// <param name="Rejected">Events that cannot be taken, each with the reason.</param>
    internal sealed record Answer(
        bool Success,
        int Accepted,
        int Duplicates,
        IReadOnlyList<int> DuplicateIndexes,
        int Withheld,
        IReadOnlyList<Rejection> Rejected);

    /// <summary>An event that cannot be taken.</summary>
    internal sealed record Rejection(int Index, string? MessageId, string Reason);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        MapCall(routes, "track", "t", EventType.Track, "Something a customer did.",
            """
            {"userId":"c-42","event":"Product Viewed","properties":{"product_id":"p1","category":"shoes","price":59.9}}
            """);
        MapCall(
            routes, "identify", "i", EventType.Identify,
            "Who a customer is; with both ids the visitor becomes the customer.",
            """{"userId":"c-42","anonymousId":"a-1","traits":{"email":"ann@example.com","plan":"gold"}}""");
        MapCall(routes, "page", "p", EventType.Page, "A web page was seen.",
            """{"anonymousId":"a-1","name":"Shoes","context":{"page":{"path":"/shoes"}}}""");
        MapCall(
            routes, "screen", "s", EventType.Screen, "A screen of an app was seen.",
            """{"userId":"c-42","name":"Cart"}""");
        MapCall(routes, "group", "g", EventType.Group, "A customer belongs to a group.",
            """{"userId":"c-42","groupId":"acme","traits":{"industry":"retail"}}""");
        MapCall(
            routes, "alias", "a", EventType.Alias, "A visitor is this customer.",
            """{"userId":"c-42","previousId":"a-1"}""");
        MapCall(routes, "batch", "b", null, "Up to 2,500 calls and 500 KB; each carries its type.",
            """
            {"sentAt":"2026-03-10T12:00:00Z","context":{"library":{"name":"shop"}},"batch":[
              {"type":"page","anonymousId":"a-1","name":"Shoes","timestamp":"2026-03-10T11:59:58Z"},
               {"type":"track","anonymousId":"a-1","messageId":"m-2","event":"Product Added",
                "properties":{"product_id":"p1","price":59.9,"quantity":1}}]}
            """);
    }

    private static void MapCall(
        IEndpointRouteBuilder routes, string name, string letter, EventType? call, string summary, string example)
    {
        Task Handle(HttpContext context, IngestEvents slice) => slice.HandleAsync(context, call);

        var documented = routes.MapPost($"/v1/{name}", Handle)
            .WithName($"Ingest{char.ToUpperInvariant(name[0])}{name[1..]}").WithTags(Audience.Web).WithSummary(summary)
            .WithDescription(
                "The answer comes when the events are durable and the profile holds them. Resending is harmless.")
            .Accepts<object>("application/json", "*/*").Produces<Answer>()
            .WithExample(
                """{"success":true,"accepted":1,"duplicates":0,"duplicateIndexes":[],"withheld":0,"rejected":[]}""",
                example);
        var brief = routes.MapPost($"/v1/{letter}", Handle).ExcludeFromDescription();
        foreach (var route in new[] { documented, brief })
        {
            route.ForBrowsers().WithMetadata(new RequiredScope(Scope.Ingest, KeyInBody: true));
        }
    }

    private async Task HandleAsync(HttpContext context, EventType? call)
    {
        var limit = call is null ? SegmentLimits.MaxBatchBytes : SegmentLimits.MaxEventBytes;
        var received = clock.GetUtcNow();
        if (await RequestBody.ReadAsync(context.Request, limit, context.RequestAborted) is not { } body)
        {
            var what = call is null ? "A batch holds at most 500 KB: send it in parts." : "An event has at most 32 KB.";
            await Problem.Of(StatusCodes.Status413PayloadTooLarge, what).ExecuteAsync(context);
            return;
        }

        if (!SegmentEnvelope.TryRead(body, call, out var envelope, out var fault))
        {
            if (await KeyGate.AdmitBodyKeyAsync(context, null, Scope.Ingest))
            {
                await Problem.Of(StatusCodes.Status400BadRequest, fault).ExecuteAsync(context);
            }

            return;
        }

        if (await KeyGate.AdmitBodyKeyAsync(context, envelope.WriteKey, Scope.Ingest))
        {
            var batch = SegmentParser.Parse(envelope, received, static () => Guid.CreateVersion7().ToString());
            await TakeAsync(context, batch, received);
        }
    }

    private async Task TakeAsync(HttpContext context, SegmentBatch batch, DateTimeOffset received)
    {
        var done = Nothing;
        if (batch.Events.Count > 0 && !committer.TryCommit(batch.Events, out done))
        {
            await Problem.RetryLaterAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "More events wait than may. Send these again.",
                TimeSpan.FromSeconds(1));
            return;
        }

        var result = await done;
        var rejected = batch.Rejected.Concat(result.Refused.Select(refused => Refuse(batch, refused)))
            .OrderBy(refused => refused.Index).ToArray();
        if (rejected.Length > 0)
        {
            await log.RejectAsync(
                [.. rejected.Where(persons.MayKeep).Select(refused => Keep(refused, received))],
                CancellationToken.None);
        }

        var repeated = DuplicateIndexes(batch, result);
        var duplicates = repeated.Length;
        var denied = result.Outcomes.Count(static outcome => outcome.Withheld == WithheldBecause.AnalyticsDenied);
        var erased = result.Outcomes.Count(static outcome => outcome.Withheld == WithheldBecause.Erased);
        var accepted = result.Outcomes.Count - duplicates - denied - erased;
        Count("accepted", accepted);
        Count("no_consent", denied);
        Count("erased", erased);
        Count("duplicate", duplicates);
        Count("rejected", rejected.Length);
        var answer = new Answer(true, accepted, duplicates, repeated, denied + erased,
            [.. rejected.Select(refused => new Rejection(refused.Index, refused.MessageId, refused.Reason))]);
        await context.Response.WriteAsJsonAsync(
            answer, IngestionJson.Default.Answer, cancellationToken: context.RequestAborted);
    }

    // The outcomes are those of the batch's events in order, without the ones that the store refused.
    private static int[] DuplicateIndexes(SegmentBatch batch, CommitResult result)
    {
        if (!result.Outcomes.Any(static outcome => outcome.Duplicate))
        {
            return [];
        }

        var refused = result.Refused.Select(static refused => refused.Position).ToHashSet();
        return batch.Indexes.Where((_, position) => !refused.Contains(position))
            .Zip(result.Outcomes)
            .Where(static pair => pair.Second.Duplicate)
            .Select(static pair => pair.First)
            .ToArray();
    }

    private void Count(string outcome, int events)
    {
        if (events > 0)
        {
            telemetry.IngestedEvents.Add(events, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    private static SegmentRejection Refuse(SegmentBatch batch, RefusedByStore refused)
    {
        var read = batch.Events[refused.Position];
        return new SegmentRejection(batch.Indexes[refused.Position], read.MessageId, refused.Reason, read.Body);
    }

    private static RejectedEvent Keep(SegmentRejection refused, DateTimeOffset received)
    {
        var kept = refused.Body.Span[..Math.Min(refused.Body.Length, SegmentLimits.MaxEventBytes)];
        return new RejectedEvent(received, refused.MessageId, refused.Reason, Encoding.UTF8.GetString(kept));
    }
}
