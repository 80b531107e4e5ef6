using System.Collections.Frozen;
using System.Diagnostics.Metrics;

namespace Personalization.Service.Operations;

/// <summary>How an instrument's measurements combine.</summary>
internal enum MetricKind
{
    /// <summary>Measurements add up.</summary>
    Counter,

    /// <summary>Measurements add up and may fall.</summary>
    Sum,

    /// <summary>A measurement is the whole total.</summary>
    ObservedCounter,

    /// <summary>The last measurement counts.</summary>
    Gauge,

    /// <summary>Measurements are counted by size.</summary>
    Histogram,
}

/// <summary>
/// Everything one instrument measured, by tags. At most 1,000 combinations; the rest share one marked as overflow.
/// </summary>
internal sealed class MetricFamily
{
    private const int MaxSeries = 1_000;

    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel_metric_overflow", "true")];

    private readonly Lock _writing = new();
    private volatile FrozenDictionary<int, MetricSeries[]> _series = FrozenDictionary<int, MetricSeries[]>.Empty;
    private volatile MetricSeries[] _inOrder = [];

    internal MetricFamily(Instrument instrument)
    {
        Kind = KindOf(instrument);
        Bounds = Kind == MetricKind.Histogram ? BoundsOf(instrument) : [];
        Help = instrument.Description ?? instrument.Name;
        Name = NameOf(instrument.Name) + UnitOf(instrument.Unit)
            + (Kind is MetricKind.Counter or MetricKind.ObservedCounter ? "_total" : "");
    }

    internal string Name { get; }

    internal string Help { get; }

    internal MetricKind Kind { get; }

    internal double[] Bounds { get; }

    internal MetricSeries[] Series => _inOrder;

    internal static string NameOf(string dotted) => string.Create(dotted.Length, dotted, static (name, from) =>
    {
        for (var i = 0; i < name.Length; i++)
        {
            name[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
        }
    });

    internal void Record(double measured, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var found = Find(tags);
        switch (Kind)
        {
            case MetricKind.Histogram:
                var bucket = Bounds.AsSpan().BinarySearch(measured);
                found.Observe(measured, bucket < 0 ? ~bucket : bucket);
                break;
            case MetricKind.Counter or MetricKind.Sum:
                found.Add(measured);
                break;
            default:
                found.Set(measured);
                break;
        }
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = MetricSeries.HashOf(tags);
        return Lookup(hash, tags) ?? Create(hash, tags);
    }

    private MetricSeries? Lookup(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_series.TryGetValue(hash, out var same))
        {
            foreach (var one in same)
            {
                if (one.HasTags(tags))
                {
                    return one;
                }
            }
        }

        return null;
    }

    // Rare: a combination of tags is new once. Readers see the old or the new dictionary, never one in the making.
    private MetricSeries Create(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_writing)
        {
            if (_inOrder.Length >= MaxSeries)
            {
                tags = Overflow;
                hash = MetricSeries.HashOf(tags);
            }

            if (Lookup(hash, tags) is { } raced)
            {
                return raced;
            }

            var added = new MetricSeries(tags, Bounds.Length + 1);
            var next = new Dictionary<int, MetricSeries[]>(_series);
            next[hash] = [.. next.GetValueOrDefault(hash, []), added];
            _inOrder = [.. _inOrder, added];
            _series = next.ToFrozenDictionary();
            return added;
        }
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType();
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return generic == typeof(Counter<>) ? MetricKind.Counter
            : generic == typeof(UpDownCounter<>) ? MetricKind.Sum
            : generic == typeof(Histogram<>) ? MetricKind.Histogram
            : generic == typeof(ObservableCounter<>) ? MetricKind.ObservedCounter
            : MetricKind.Gauge;
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => [.. Telemetry.Seconds],
    };

    private static string UnitOf(string? unit) => unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        "1" or "%" => "_ratio",
        _ => "",
    };
}
