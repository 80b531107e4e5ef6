namespace Personalization.Conditions.Values;

/// <summary>Stands in the reference half of a scalar <see cref="Value"/> and says what its 64 bits mean.</summary>
internal sealed class ScalarTag
{
    public static readonly ScalarTag Null = new(ValueKind.Null, 0);
    public static readonly ScalarTag Bool = new(ValueKind.Bool, 0);
    public static readonly ScalarTag Int = new(ValueKind.Int, 0);
    public static readonly ScalarTag Uint = new(ValueKind.Uint, 0);
    public static readonly ScalarTag Double = new(ValueKind.Double, 0);
    public static readonly ScalarTag Duration = new(ValueKind.Duration, 0);

    /// <summary>A duration that was said in whole days.</summary>
    public static readonly ScalarTag Days = new(ValueKind.Duration, 0);

    // A timestamp needs 69 bits (10^4 years of nanoseconds): its 64 bits count ticks of 100 ns, its tag the rest.
    private static readonly ScalarTag[] Timestamps =
        [.. Enumerable.Range(0, 100).Select(rest => new ScalarTag(ValueKind.Timestamp, rest))];

    private ScalarTag(ValueKind kind, int nanos)
    {
        Kind = kind;
        Nanos = nanos;
    }

    public ValueKind Kind { get; }

    /// <summary>Nanoseconds beyond the whole tick: 0 to 99, of a timestamp only.</summary>
    public int Nanos { get; }

    public static ScalarTag Timestamp(int nanos) => Timestamps[nanos];
}

/// <summary>Why a value is an error.</summary>
internal sealed record Fault(string Message, string? Missing);
