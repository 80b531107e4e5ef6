using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Events;
using Personalization.Domain.Segments;
using Personalization.Service.Hosting;

namespace Personalization.Service.Segments;

/// <summary>
/// GET /segments/{key}/size and /members: how many customers are in a segment and some of them; DELETE stops a count.
/// </summary>
internal sealed class ReadSegmentSize(SegmentCounts counts)
{
    private const int UsualMembers = 20;

    /// <summary>A count or, until it is done, an estimate.</summary>
    /// <param name="Key">The segment.</param>
    /// <param name="State">How far the count is.</param>
    /// <param name="Exact">Whether every customer was looked at.</param>
    /// <param name="Members">Customers and visitors in it; extrapolated from those looked at while not exact.</param>
    /// <param name="Known">Those of them that the shop has named.</param>
    /// <param name="Counted">How many customers and visitors were looked at.</param>
    /// <param name="Of">How many there are.</param>
    /// <param name="At">As of when.</param>
    internal sealed record Size(
        string Key, CountState State, bool Exact, long Members, long Known, long Counted, long Of, DateTimeOffset At);

    /// <summary>Some members, as the newest count found them.</summary>
    internal sealed record Sample(string Key, bool Exact, DateTimeOffset At, IReadOnlyList<Member> Members);

    /// <summary>One member.</summary>
    /// <param name="Anonymous">Whether it is a visitor; then <c>/customers/{id}</c> takes
    /// <c>?anonymous=true</c>.</param>
    internal sealed record Member(string Id, bool Anonymous)
    {
        internal static Member Of(CustomerKey customer) => new(customer.Id, !customer.IsKnown);
    }

    internal void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/segments/{key}").WithTags(Audience.Marketing).RequireScope(Scope.Admin);
        group.MapGet("/size", SizeAsync).WithName("ReadSegmentSize")
            .WithSummary("How many customers are in a segment: an estimate while all are being counted, then exact.")
            .WithDescription(
                "Counting is one pass over the log in the background, for all segments at once. A count is kept for "
                + "`Segments:CountSeconds`; `refresh=true` counts again.")
            .Produces<Size>().ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithExample(response: """
                { "key": "vip", "state": "counting", "exact": false,
                  "members": 1240, "known": 1180, "counted": 50000, "of": 210000,
                  "at": "2026-03-01T12:00:00Z" }
                """);
        group.MapDelete("/size", Cancel).WithName("CancelSegmentSize")
            .WithSummary("Stop the count that is under way.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/members", MembersAsync).WithName("ListSegmentMembers")
            .WithSummary("Some members of a segment, drawn at random, as the newest count found them.")
            .Produces<Sample>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithExample(response: """
                { "key": "vip", "exact": true, "at": "2026-03-01T12:00:00Z",
                  "members": [ { "id": "c-42", "anonymous": false } ] }
                """);
    }

    /// <summary>What so many of those looked at come to among all.</summary>
    internal static long Extrapolate(long found, long seen, long of) =>
        seen == 0 ? 0 : (long)Math.Round(found * (double)of / seen);

    private async Task<IResult> SizeAsync(string key, bool? refresh, CancellationToken stop)
    {
        var run = await counts.AskAsync(refresh == true, stop);
        if (Fault(run, key) is { } fault)
        {
            return fault;
        }

        // The state first: a count that ends in between is then called an estimate, which it also is.
        var state = run.State;
        var (count, seen, of) = run.Of(key)!.Value;
        var isDone = state == CountState.Done;
        return TypedResults.Ok(new Size(
            key,
            state,
            isDone,
            isDone ? count.Members : Extrapolate(count.Members, seen, of),
            isDone ? count.Known : Extrapolate(count.Known, seen, of),
            seen,
            isDone ? seen : of,
            run.At));
    }

    private async Task<IResult> MembersAsync(string key, int? limit, bool? refresh, CancellationToken stop)
    {
        if (limit is < 1 or > SegmentTally.MostSampled)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, $"limit is between 1 and {SegmentTally.MostSampled}.");
        }

        var run = await counts.AskAsync(refresh == true, stop);
        var isExact = run.State == CountState.Done;
        return Fault(run, key) ?? (IResult)TypedResults.Ok(new Sample(
            key, isExact, run.At, [.. run.Of(key)!.Value.Count.Sample.Take(limit ?? UsualMembers).Select(Member.Of)]));
    }

    private IResult Cancel(string key) => counts.Cancel()
        ? TypedResults.NoContent()
        : Problem.Of(StatusCodes.Status404NotFound, $"No count is under way that '{key}' would be part of.");

    private static ProblemHttpResult? Fault(SegmentCountRun run, string key) =>
        run.State == CountState.Failed
            ? Problem.Of(
                StatusCodes.Status503ServiceUnavailable, "The count failed; the service's log says why. Try again.")
            : run.Of(key) is null
                ? Problem.Of(StatusCodes.Status404NotFound, $"There is no segment '{key}'.")
                : null;
}
