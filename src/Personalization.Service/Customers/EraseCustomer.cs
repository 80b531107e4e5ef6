using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;
using Personalization.Storage.Privacy;

namespace Personalization.Service.Customers;

/// <summary>DELETE /customers/{id}: forget a person; and the receipts of it.</summary>
internal static partial class EraseCustomer
{
    private const string Example = """
        {"id":"0195812f-6f7a-7c31-9d0e-5a1f0d9f2f10","subject":"5d1c…",
         "requestedBy":"privacy-desk","requestedAt":"2026-03-10T12:00:00Z",
         "completedAt":null,"removed":{"streams":2,"events":41,"decisions":12,"rejectedEvents":1,"profiles":2}}
        """;

    /// <summary>The newest receipts.</summary>
    internal sealed record Receipts(IReadOnlyList<ErasureReceipt> Items);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapDelete("/customers/{id}", EraseAsync)
            .WithName("EraseCustomer").WithTags(Audience.Marketing)
            .WithSummary(
                "Erase a person: events, profile, decisions, refused events, of every id joined to this one. "
                + "Answers a receipt.")
            .WithDescription(
                "The receipt holds no id, only a keyed hash. Later events of the person are counted and not kept, "
                + "until DELETE /customers/{id}/suppression. `completedAt` is set some seconds later, when every node "
                + "has forgotten.")
            .WithExample(Example)
            .RequireScope(Scope.Admin);
        routes.MapDelete("/customers/{id}/suppression", LiftAsync)
            .WithName("LiftSuppression").WithTags(Audience.Marketing)
            .WithSummary(
                "Let an erased person come back: events that name this id are kept again. "
                + "What was erased stays erased.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireScope(Scope.Admin);
        routes.MapGet("/erasures", ListAsync)
            .WithName("ListErasures").WithTags(Audience.Operations)
            .WithSummary("The newest receipts of erasures, newest first: what was removed, when and by whom.")
            .WithExample($$"""{ "items": [ {{Example}} ] }""")
            .RequireScope(Scope.Admin);
        routes.MapGet("/erasures/{receipt}", GetAsync)
            .WithName("GetErasure").WithTags(Audience.Operations)
            .WithSummary("One receipt of an erasure.")
            .WithExample(Example)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .RequireScope(Scope.Admin);
    }

    private static async Task<Results<Ok<ErasureReceipt>, ProblemHttpResult>> EraseAsync(
        string id, bool? anonymous, Eraser eraser, TimeProvider clock, HttpContext context, ILogger<Eraser> log)
    {
        if (!CustomerAddress.TryRead(id, anonymous, out var customer, out var problem))
        {
            return problem;
        }

        var receipt = await eraser.EraseAsync(
            customer, Guid.CreateVersion7().ToString(), context.CallerName(), clock.GetUtcNow(),
            CancellationToken.None);
        LogErased(log, receipt.Id, receipt.Removed.Events, receipt.Removed.Decisions);
        return TypedResults.Ok(receipt);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LiftAsync(
        string id, bool? anonymous, ErasureStore store, CancellationToken stop)
    {
        if (!CustomerAddress.TryRead(id, anonymous, out var customer, out var problem))
        {
            return problem;
        }

        return await store.LiftAsync(customer, stop)
            ? TypedResults.NoContent()
            : Problem.Of(StatusCodes.Status404NotFound, "Nobody of this id was erased.");
    }

    private static async Task<Results<Ok<Receipts>, ProblemHttpResult>> ListAsync(
        ErasureStore store, CancellationToken stop, int limit = 100) =>
        limit is < 1 or > 1_000
            ? Problem.Of(StatusCodes.Status400BadRequest, "limit is between 1 and 1,000.")
            : TypedResults.Ok(new Receipts(await store.ListAsync(limit, stop)));

    private static async Task<Results<Ok<ErasureReceipt>, ProblemHttpResult>> GetAsync(
        string receipt, ErasureStore store, CancellationToken stop) => await store.GetAsync(receipt, stop) is { } found
            ? TypedResults.Ok(found)
            : Problem.Of(StatusCodes.Status404NotFound, "There is no such receipt. GET /erasures lists them.");

    [LoggerMessage(350, LogLevel.Information, "Erasure {Receipt} removed {Events} events and {Decisions} decisions")]
    private static partial void LogErased(ILogger log, string receipt, int events, int decisions);
}
