using Personalization.Domain.Events;
using Personalization.Service.Commands.Demo;
using Personalization.Service.Commands.Import;

namespace Personalization.Service.Commands.Bench;

/// <summary>
/// Events as a shop sends them (visits, carts, orders, e-mails of the simulated shop), validated and in wire form.
/// </summary>
internal static class BenchEvents
{
    private static readonly DateTimeOffset End = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Events of so many customers, customer by customer in the order in which they happened.</summary>
    internal static IReadOnlyList<PreparedMessage> Create(int customers, int seed, string prefix = "c-") =>
        [.. new ShopSimulator(seed, customers, End, prefix).Messages().Select(Prepare)];

    private static PreparedMessage Prepare(ImportedMessage message)
    {
        var body = SegmentMessage.Batch([message.Json]);
        return SegmentEnvelope.TryRead(body, call: null, out var envelope, out var fault)
            && SegmentParser.Parse(envelope, End, static () => throw new InvalidOperationException())
                .Events is [var happened]
                ? new PreparedMessage(message, happened)
                : throw new InvalidOperationException($"The simulator wrote an event that is not valid: {fault}");
    }
}
