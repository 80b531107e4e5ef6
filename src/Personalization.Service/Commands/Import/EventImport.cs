using Personalization.Domain.Events;

namespace Personalization.Service.Commands.Import;

/// <summary>
/// Validates messages, sends them to a target in batches and accounts for every row. The next batch is read while one
/// is sent.
/// </summary>
internal sealed class EventImport(IImportTarget target, TimeProvider clock)
{
    private const int BatchEvents = 1_000;

    internal ImportTally Tally { get; } = new();

    internal async Task RunAsync(IEnumerable<ImportedMessage> messages, Action progress, CancellationToken stop)
    {
        using var source = messages.GetEnumerator();
        var reading = ReadAsync(source, stop);
        try
        {
            while (await reading is { IsEmpty: false } batch)
            {
                reading = ReadAsync(source, stop);
                await SendAsync(batch, stop);
                progress();
            }
        }
        finally
        {
            // Whoever owns the file closes it when this has ended.
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        progress();
    }

    private Task<Batch> ReadAsync(IEnumerator<ImportedMessage> source, CancellationToken stop) => Task.Run(
        () =>
        {
            var batch = new Batch([], []);
            while (batch.Prepared.Count < BatchEvents && batch.Refused.Count < BatchEvents && source.MoveNext())
            {
                stop.ThrowIfCancellationRequested();
                Prepare(source.Current, batch);
            }

            return batch;
        },
        stop);

    private void Prepare(ImportedMessage message, Batch batch)
    {
        if (message.Error is { } error)
        {
            batch.Refused.Add((message.Rows, error));
            return;
        }

        // Each message is read by itself: a line that is not JSON must not harm its neighbours.
        var single = SegmentMessage.Batch([message.Json]);
        if (!SegmentEnvelope.TryRead(single, call: null, out var envelope, out _) || envelope.Count != 1)
        {
            batch.Refused.Add((message.Rows, "not a JSON object"));
            return;
        }

        var parsed = SegmentParser.Parse(
            envelope, clock.GetUtcNow(), static () => Guid.CreateVersion7().ToString(), target.MaxEventBytes);
        if (parsed.Events is [var happened])
        {
            batch.Prepared.Add(new PreparedMessage(message, happened));
            return;
        }

        batch.Refused.Add((message.Rows, parsed.Rejected[0].Reason));
    }

    private async Task SendAsync(Batch batch, CancellationToken stop)
    {
        foreach (var (rows, reason) in batch.Refused)
        {
            Tally.Reject(rows, reason);
        }

        if (batch.Prepared.Count == 0)
        {
            return;
        }

        var outcomes = await target.SendAsync(batch.Prepared, stop);
        for (var i = 0; i < batch.Prepared.Count; i++)
        {
            Tally.Add(batch.Prepared[i], outcomes[i]);
        }
    }

    private sealed record Batch(List<PreparedMessage> Prepared, List<(int Rows, string Reason)> Refused)
    {
        public bool IsEmpty => Prepared.Count == 0 && Refused.Count == 0;
    }
}
