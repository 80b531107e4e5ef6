using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Personalization.Service.Operations;

/// <summary>
/// Listens to this host's instruments and those of the framework and writes them as Prometheus text (exposition format
/// 0.0.4).
/// </summary>
internal sealed class MetricListener : IDisposable
{
    private static readonly string[] Meters =
    [
        Telemetry.Name,
        "Personalization.Storage",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime", "Npgsql",
    ];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<MetricFamily> _families = new();

    public MetricListener(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, own) =>
        {
            // Several hosts may live in one process (tests do): a meter of another host's factory is not ours.
            var ours = instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters);
            if (ours && Meters.Contains(instrument.Meter.Name, StringComparer.Ordinal))
            {
                var family = new MetricFamily(instrument);
                _families.Enqueue(family);
                own.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.Start();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    /// <summary>The present state of every instrument.</summary>
    internal string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder(16 * 1024);
        foreach (var family in _families.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            if (family.Series.Length > 0)
            {
                Write(text, family);
            }
        }

        return text.ToString();
    }

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((MetricFamily)state!).Record(value, tags);

    private static void Write(StringBuilder text, MetricFamily family)
    {
        var type = family.Kind switch
        {
            MetricKind.Counter or MetricKind.ObservedCounter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        };
        text.Append("# HELP ").Append(family.Name).Append(' ').Append(family.Help.ReplaceLineEndings(" ")).Append('\n')
            .Append("# TYPE ").Append(family.Name).Append(' ').Append(type).Append('\n');
        foreach (var series in family.Series)
        {
            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(text, family, series);
            }
            else
            {
                WriteLine(text, family.Name, series.Labels, series.Value);
            }
        }
    }

    private static void WriteHistogram(StringBuilder text, MetricFamily family, MetricSeries series)
    {
        var separator = series.Labels.Length > 0 ? "," : "";
        var count = 0L;
        var buckets = series.Buckets();
        for (var i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            var bound = i < family.Bounds.Length ? family.Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            WriteLine(text, family.Name + "_bucket", $"{series.Labels}{separator}le=\"{bound}\"", count);
        }

        WriteLine(text, family.Name + "_sum", series.Labels, series.Value);
        WriteLine(text, family.Name + "_count", series.Labels, count);
    }

    private static void WriteLine(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
