using Personalization.Service.Commands.Import;

namespace Personalization.Service.Commands.Bench;

/// <summary>
/// Rounds of events of ever new customers, interleaved as they would arrive, and the requests that carry them.
/// </summary>
internal sealed class Traffic(string key, string prefix)
{
    private const int CustomersPerRound = 800;
    private int _round;

    internal IReadOnlyList<PreparedMessage> Next() =>
        [.. BenchEvents.Create(CustomersPerRound, seed: 5, $"{prefix}{_round++}-")
            .OrderBy(message => message.Event.At)];

    internal IReadOnlyList<byte[]> Requests(IReadOnlyList<PreparedMessage> messages, int batch) =>
    [
        .. messages.Chunk(batch)
            .Select(part => SegmentMessage.Batch(part.Select(message => message.Source.Json)))
            .Select(body => HttpAnswer.Post("/v1/batch", key, body.Span)),
    ];
}
