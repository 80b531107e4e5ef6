using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Events;
using Personalization.Service.Hosting;
using Personalization.Service.Ingestion;
using Personalization.Storage.Events;

namespace Personalization.Service.Privacy;

/// <summary>
/// Takes what a customer wishes as an event into the log, so that it is durable, proven, rebuilt and joined
/// like any other.
/// </summary>
internal sealed class CustomerWishes(GroupCommitter committer, TimeProvider clock)
{
    /// <summary>Stores a wish and folds it; answers what hindered it, null when nothing did.</summary>
    /// <param name="customer">Whose it is.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="at">When it was said; sending the same wish of the same time again adds nothing. Null
    /// for now.</param>
    /// <param name="body">The event's body.</param>
    internal async Task<ProblemHttpResult?> TakeAsync(
        CustomerKey customer, string name, DateTimeOffset? at, JsonObject body)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        var messageId = at is null
            ? Guid.CreateVersion7().ToString()
            : "wish-" + Convert.ToHexStringLower(
                SHA256.HashData([.. Encoding.UTF8.GetBytes($"{name} {at:O} "), .. bytes]));
        var now = clock.GetUtcNow();
        var wish = new NewEvent(customer, null, messageId, EventType.Track, name, at ?? now, now, bytes);
        if (EventRules.Fault(wish) is { } fault)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, fault);
        }

        if (!committer.TryCommit([wish], out var done))
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "More events wait than may. Send it again.");
        }

        return (await done).Outcomes is [{ Withheld: WithheldBecause.Erased }]
            ? Problem.Of(
                StatusCodes.Status409Conflict,
                "This person was erased and is kept out. DELETE /customers/{id}/suppression lets them come back.")
            : null;
    }
}
