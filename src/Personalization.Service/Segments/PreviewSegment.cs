using Microsoft.Extensions.Options;
using Personalization.Domain.Segments;
using Personalization.Service.Campaigns;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Segments;

/// <summary>POST /segments/preview: how large a segment of a condition would be, before there is one.</summary>
internal sealed class PreviewSegment(
    CatalogueHolder catalogue,
    KnownNames names,
    SegmentSample customers,
    IOptions<SegmentOptions> options,
    TimeProvider clock)
{
    private const int UsualMembers = 20;

    /// <summary>The condition, and how many members to name: 20 unless told otherwise, 100 at most.</summary>
    internal sealed record Request(string? Condition, int? Limit);

    /// <summary>What was found.</summary>
    /// <param name="Members">Known customers it holds for; extrapolated from the sample unless exact.</param>
    /// <param name="Exact">Whether the sample was everybody.</param>
    /// <param name="Counted">How many were looked at, drawn at random.</param>
    /// <param name="Of">How many known customers there are.</param>
    /// <param name="Sample">Some of those it holds for.</param>
    internal sealed record Response(
        long Members, bool Exact, long Counted, long Of, IReadOnlyList<ReadSegmentSize.Member> Sample);

    internal void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/segments/preview", HandleAsync)
        .WithName("PreviewSegment").WithTags(Audience.Marketing)
        .WithSummary("How many customers a condition would hold for, from a random sample, and some of them.")
        .RequireScope(Scope.Admin)
        .Produces<Response>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .Produces<InvalidEntity>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
        .WithExample(
            request: """{ "condition": "orders(days(30)) >= 2 && traits.city == \"Wien\"", "limit": 5 }""",
            response: """
                { "members": 4200, "exact": false, "counted": 1000, "of": 210000,
                  "sample": [ { "id": "c-42", "anonymous": false } ] }
                """);

    private async Task<IResult> HandleAsync(Request request, CancellationToken stop)
    {
        if (request.Limit is < 1 or > SegmentTally.MostSampled)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, $"limit is between 1 and {SegmentTally.MostSampled}.");
        }

        var models = (await names.SourceAsync(stop)).ModelNames;
        if (SegmentTally.Of(catalogue.Current, models, request.Condition ?? "", out var errors) is not { } tally)
        {
            return InvalidEntity.Answer(errors);
        }

        var of = await customers.AddToAsync(tally, options.Value.PreviewCustomers, clock.GetUtcNow(), stop);
        var count = tally.Count(0);
        return TypedResults.Ok(new Response(
            ReadSegmentSize.Extrapolate(count.Members, tally.Seen, of),
            tally.Seen >= of,
            tally.Seen,
            of,
            [.. count.Sample.Take(request.Limit ?? UsualMembers).Select(ReadSegmentSize.Member.Of)]));
    }
}

/// <summary>Customers drawn at random, with their profiles.</summary>
internal sealed class SegmentSample(CustomerSample customers, ProfileStore profiles, IEventLog log, TimeProvider clock)
{
    // Profiles that are not cached are read from the log: a preview is not worth waiting for all of them.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Shows a tally so many customers, fewer when that takes long; says how many known ones there are.
    /// </summary>
    public async Task<long> AddToAsync(SegmentTally tally, int most, DateTimeOffset now, CancellationToken stop)
    {
        var started = clock.GetTimestamp();
        var drawn = await customers.DrawAsync(most, stop);
        foreach (var customer in drawn)
        {
            tally.Add((await profiles.GetAsync(customer, stop)).Profile, now);
            if (clock.GetElapsedTime(started) > Longest)
            {
                break;
            }
        }

        return drawn.Count < most ? drawn.Count : (await log.MeasureAsync(stop)).KnownCustomers;
    }
}
