using System.Globalization;
using System.Text;

namespace Personalization.Service.Operations;

/// <summary>
/// One line of a metric (one combination of tags) and what was measured for it. Thread-safe and without locks.
/// </summary>
internal sealed class MetricSeries
{
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly long[] _buckets;
    private double _value;

    internal MetricSeries(ReadOnlySpan<KeyValuePair<string, object?>> tags, int bucketCount)
    {
        _tags = tags.ToArray();
        _buckets = new long[bucketCount];
        Labels = Render(_tags);
    }

    /// <summary>The tags as Prometheus writes them, without braces: <c>a="b",c="d"</c>.</summary>
    internal string Labels { get; }

    /// <summary>A counter's total, a gauge's last value, a histogram's sum.</summary>
    internal double Value => Volatile.Read(ref _value);

    internal static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = default(HashCode);
        foreach (var (_, tagged) in tags)
        {
            hash.Add(tagged);
        }

        return hash.ToHashCode();
    }

    internal bool HasTags(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != _tags.Length)
        {
            return false;
        }

        for (var i = 0; i < _tags.Length; i++)
        {
            if (_tags[i].Key != others[i].Key || !Equals(_tags[i].Value, others[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    internal void Set(double measured) => Volatile.Write(ref _value, measured);

    internal void Add(double measured)
    {
        double seen;
        do
        {
            seen = Volatile.Read(ref _value);
        }
        while (!Interlocked.CompareExchange(ref _value, seen + measured, seen).Equals(seen));
    }

    internal void Observe(double measured, int bucket)
    {
        Interlocked.Increment(ref _buckets[bucket]);
        Add(measured);
    }

    /// <summary>How many values fell into each bucket, the last one without an upper bound.</summary>
    internal long[] Buckets() => Array.ConvertAll(_buckets, static count => Volatile.Read(ref count));

    private static string Render(KeyValuePair<string, object?>[] tags)
    {
        var text = new StringBuilder();
        foreach (var (key, tagged) in tags)
        {
            var shown = Convert.ToString(tagged, CultureInfo.InvariantCulture) ?? "";
            text.Append(text.Length > 0 ? "," : "").Append(MetricFamily.NameOf(key)).Append("=\"")
                .Append(shown.Replace("\\", "\\\\", StringComparison.Ordinal)
                    .Replace("\"", "\\\"", StringComparison.Ordinal)
                    .Replace("\n", "\\n", StringComparison.Ordinal))
                .Append('"');
        }

        return text.ToString();
    }
}
