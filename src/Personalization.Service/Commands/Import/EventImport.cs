using Personalization.Domain.Events;

namespace Personalization.Service.Commands.Import;

/// <summary>Validates messages, sends them to a target in batches and accounts for every row.</summary>
internal sealed class EventImport(IImportTarget target, TimeProvider clock)
{
    private const int BatchEvents = 1_000;
    private readonly List<PreparedMessage> _batch = new(BatchEvents);

    internal ImportTally Tally { get; } = new();

    internal async Task RunAsync(IEnumerable<ImportedMessage> messages, Action progress, CancellationToken stop)
    {
        foreach (var message in messages)
        {
            if (Prepare(message) is { } prepared)
            {
                _batch.Add(prepared);
            }

            if (_batch.Count == BatchEvents)
            {
                await FlushAsync(stop);
                progress();
            }
        }

        await FlushAsync(stop);
        progress();
    }

    private PreparedMessage? Prepare(ImportedMessage message)
    {
        if (message.Error is { } error)
        {
            Tally.Reject(message.Rows, error);
            return null;
        }

        // Each message is read by itself: a line that is not JSON must not harm its neighbours.
        var single = SegmentMessage.Batch([message.Json]);
        if (!SegmentEnvelope.TryRead(single, call: null, out var envelope, out _) || envelope.Count != 1)
        {
            Tally.Reject(message.Rows, "not a JSON object");
            return null;
        }

        var parsed = SegmentParser.Parse(
            envelope, clock.GetUtcNow(), static () => Guid.CreateVersion7().ToString(), target.MaxEventBytes);
        if (parsed.Events is [var happened])
        {
            return new PreparedMessage(message, happened);
        }

        Tally.Reject(message.Rows, parsed.Rejected[0].Reason);
        return null;
    }

    private async Task FlushAsync(CancellationToken stop)
    {
        if (_batch.Count == 0)
        {
            return;
        }

        var outcomes = await target.SendAsync(_batch, stop);
        for (var i = 0; i < _batch.Count; i++)
        {
            Tally.Add(_batch[i], outcomes[i]);
        }

        _batch.Clear();
    }
}
