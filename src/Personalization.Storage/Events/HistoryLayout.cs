using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>A stream that was joined to a customer, its last version, and the customer's version at which it
/// came.</summary>
internal readonly record struct JoinedStream(string Customer, long Version, long JoinedAt);

/// <summary>Events of one stream, first and last version included.</summary>
internal readonly record struct StreamRange(string Customer, long First, long Last);

/// <summary>
/// Where each event of a customer's history stands, by the lengths of the streams alone: a page of a long history is
/// found without reading what comes before or after it.
/// </summary>
/// <remarks>
/// The order is that of <see cref="HistoryAssembly"/>: a joined stream's events come before the event that joined it.
/// Versions are 1, 2, 3 … without holes, so that a stream's version is its length. Events are only ever added at the
/// end, with the streams that they join, so that a place once given stays.
/// </remarks>
internal sealed class HistoryLayout
{
    private readonly string _customer;
    private readonly List<Part> _parts = [];

    internal HistoryLayout(string customer, long version, IEnumerable<JoinedStream> joined)
    {
        _customer = customer;
        long next = 1;
        foreach (var came in joined.Where(stream => stream.Version > 0).ToLookup(stream => stream.JoinedAt)
            .OrderBy(came => came.Key))
        {
            Add([new StreamRange(customer, next, came.Key - 1)]);
            Add([.. came.Select(stream => new StreamRange(stream.Customer, 1, stream.Version))]);
            next = came.Key;
        }

        Add([new StreamRange(customer, next, version)]);
    }

    /// <summary>How many events there are.</summary>
    internal long Total { get; private set; }

    /// <summary>What must be read of a page of places, the first included and the end not.</summary>
    internal IReadOnlyList<StreamRange> RangesOf(long start, long end) =>
        [.. PartsOf(start, end).SelectMany(part => part.Ranges)];

    /// <summary>The events of a page in their order, oldest first.</summary>
    /// <param name="start">The first place.</param>
    /// <param name="end">The place behind the last.</param>
    /// <param name="read">What <see cref="RangesOf"/> asks for, each stream's events in version order.</param>
    internal List<StoredEvent> Assemble(
        long start, long end, IReadOnlyDictionary<string, List<StoredEvent>> read)
    {
        var page = new List<StoredEvent>((int)(end - start));
        foreach (var part in PartsOf(start, end))
        {
            var events = part.Ranges.Count == 1 ? Of(part.Ranges[0], read) : Family(part.Ranges, read);
            page.AddRange(events.Skip((int)part.Skip).Take((int)part.Length));
        }

        return page;
    }

    private void Add(List<StreamRange> ranges)
    {
        var length = ranges.Sum(range => range.Last - range.First + 1);
        if (length > 0)
        {
            _parts.Add(new Part(ranges, Total, 0, length));
            Total += length;
        }
    }

    private IEnumerable<Part> PartsOf(long start, long end) => _parts
        .Where(part => part.Start < end && part.Start + part.Length > start)
        .Select(part => part.Cut(start, end));

    private static IEnumerable<StoredEvent> Of(
        StreamRange range, IReadOnlyDictionary<string, List<StoredEvent>> read) =>
        read.GetValueOrDefault(range.Customer, [])
            .Where(e => e.Version >= range.First && e.Version <= range.Last);

    // Streams that came together were joined to each other before: the last of them holds the joins of the others.
    private static List<StoredEvent> Family(
        IReadOnlyList<StreamRange> ranges, IReadOnlyDictionary<string, List<StoredEvent>> read)
    {
        var streams = ranges.ToDictionary(
            range => range.Customer, range => read.GetValueOrDefault(range.Customer, []), StringComparer.Ordinal);
        var joined = streams.Values.SelectMany(events => events).Where(e => e.Joined is not null)
            .Select(e => e.Joined!.Value.Value).ToHashSet(StringComparer.Ordinal);
        return [.. streams.Where(stream => !joined.Contains(stream.Key))
            .SelectMany(stream => HistoryAssembly.Assemble(stream.Value, streams))];
    }

    /// <summary>A run of the history: of the events of its ranges so many after so many.</summary>
    private readonly record struct Part(IReadOnlyList<StreamRange> Ranges, long Start, long Skip, long Length)
    {
        // Of one stream only what is wanted is read. Of several the order is known only once they are read.
        internal Part Cut(long start, long end)
        {
            var before = Math.Max(0, start - Start);
            var length = Math.Min(Start + Length, end) - Start - before;
            return Ranges is [var only]
                ? new Part([only with { First = only.First + before, Last = only.First + before + length - 1 }],
                    Start + before, 0, length)
                : new Part(Ranges, Start + before, before, length);
        }
    }
}
