using System.Text.Json.Serialization;
using Personalization.Domain.Events;

namespace Personalization.Storage.Privacy;

/// <summary>What an erasure removed. Holds no id: only a keyed hash of the one that was asked for.</summary>
/// <param name="Id">Names the receipt.</param>
/// <param name="Subject">The keyed hash of the erased id, hexadecimal.</param>
/// <param name="RequestedBy">The name of the key that asked for it.</param>
/// <param name="RequestedAt">When everything stored was removed, UTC.</param>
/// <param name="CompletedAt">
/// When every node had forgotten it as well and nothing was left to look for; null until then.
/// </param>
/// <param name="Removed">How much was removed, by kind.</param>
public sealed record ErasureReceipt(
    string Id,
    string Subject,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? CompletedAt,
    ErasedCounts Removed);

/// <summary>How much an erasure removed.</summary>
/// <param name="Streams">The customer and the visitors joined to it.</param>
/// <param name="Events">Events, with the traits and consents in them.</param>
/// <param name="Decisions">Decisions and recommendations of the decision log.</param>
/// <param name="RejectedEvents">Refused events that named the person.</param>
/// <param name="Profiles">Cached profiles: one a stream.</param>
public sealed record ErasedCounts(int Streams, int Events, int Decisions, int RejectedEvents, int Profiles)
{
    internal ErasedCounts Plus(ErasedCounts more) => new(
        Streams + more.Streams,
        Events + more.Events,
        Decisions + more.Decisions,
        RejectedEvents + more.RejectedEvents,
        Profiles + more.Profiles);
}

/// <summary>An erasure that is not complete, and the ids it is about.</summary>
internal sealed record PendingErasure(ErasureReceipt Receipt, IReadOnlyList<CustomerKey> Persons);

/// <summary>The JSON of what is stored of an erasure.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErasedCounts))]
internal sealed partial class ErasureJson : JsonSerializerContext;
