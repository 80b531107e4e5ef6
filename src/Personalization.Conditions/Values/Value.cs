using System.Runtime.CompilerServices;
using Personalization.Conditions.Values;

namespace Personalization.Conditions;

/// <summary>One value of the condition language: 16 bytes, scalars unboxed, immutable.</summary>
/// <remarks>
/// An error is a value too: it flows through operators and is absorbed by <c>&amp;&amp;</c> and <c>||</c> as CEL
/// prescribes. A missing customer property is such an error (<see cref="Missing"/>). <see cref="Equals(Value)"/> is
/// CEL equality (<c>1 == 1u == 1.0</c>), except that NaN equals itself. Lists and maps handed over must not change.
/// </remarks>
public readonly partial struct Value : IEquatable<Value>
{
    // A scalar: its tag here and its bits below. Anything else: the object here and its kind in the low byte below.
    private readonly object? _reference;
    private readonly long _bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Value(object? reference, long bits)
    {
        _reference = reference;
        _bits = bits;
    }

    /// <summary>CEL <c>null</c>.</summary>
    public static Value Null => new(ScalarTag.Null, 0);

    /// <summary>CEL <c>true</c>.</summary>
    public static Value True => new(ScalarTag.Bool, 1);

    /// <summary>CEL <c>false</c>.</summary>
    public static Value False => new(ScalarTag.Bool, 0);

    /// <summary>What this value holds.</summary>
    public ValueKind Kind => _reference is ScalarTag tag ? tag.Kind : (ValueKind)(byte)_bits;

    /// <summary>A CEL <c>bool</c>.</summary>
    public static Value Of(bool value) => new(ScalarTag.Bool, value ? 1 : 0);

    /// <summary>A CEL <c>int</c>.</summary>
    public static Value Of(long value) => new(ScalarTag.Int, value);

    /// <summary>A CEL <c>uint</c>.</summary>
    public static Value Of(ulong value) => new(ScalarTag.Uint, (long)value);

    /// <summary>A CEL <c>double</c>.</summary>
    public static Value Of(double value) => new(ScalarTag.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A CEL <c>string</c>.</summary>
    public static Value Of(string value) => new(value, (long)ValueKind.String);

    /// <summary>CEL <c>bytes</c>; the array must not change afterwards.</summary>
    public static Value Of(byte[] value) => new(value, (long)ValueKind.Bytes);

    /// <summary>A CEL <c>duration</c>; beyond about 292 years either way, an error value.</summary>
    public static Value Of(TimeSpan value)
    {
        const long most = long.MaxValue / 100;
        return value.Ticks is < -most or > most
            ? Error("duration out of range")
            : OfNanoseconds(value.Ticks * 100);
    }

    /// <summary>
    /// A CEL <c>duration</c> of so many times 24 hours that remembers to have been said in days; what is computed from
    /// it does not. Beyond 100,000 days, an error value.
    /// </summary>
    public static Value OfDays(long days) => days is < -100_000 or > 100_000
        ? Error("duration out of range")
        : new Value(ScalarTag.Days, days * (TimeSpan.TicksPerDay * 100));

    /// <summary>A CEL <c>timestamp</c>: the instant, without its offset.</summary>
    public static Value Of(DateTimeOffset value) => OfInstant(value.UtcTicks, 0);

    /// <summary>A CEL <c>list</c>.</summary>
    public static Value OfList(IReadOnlyList<Value> items) => new(items, (long)ValueKind.List);

    /// <summary>
    /// A CEL <c>map</c> with string keys; the map is read in place and may compute its values when asked.
    /// </summary>
    public static Value OfMap(IReadOnlyDictionary<string, Value> entries) => new(entries, (long)ValueKind.Map);

    /// <summary>A CEL <c>map</c>; keys are <c>int</c>, <c>uint</c>, <c>bool</c> or <c>string</c>.</summary>
    public static Value OfMap(IReadOnlyDictionary<Value, Value> entries) => new(entries, (long)ValueKind.Map);

    /// <summary>
    /// The error of a value that is not there, such as <c>features.recency_days</c>. Worth keeping and reusing.
    /// </summary>
    public static Value Missing(string what) => new(new Fault($"{what} has no value", what), (long)ValueKind.Error);

    /// <summary>The error of an evaluation that failed.</summary>
    public static Value Error(string message) => new(new Fault(message, null), (long)ValueKind.Error);

    internal static Value OfType(string name) => new(name, (long)ValueKind.Type);

    internal static Value OfNanoseconds(long value) => new(ScalarTag.Duration, value);

    /// <summary>The instant <paramref name="ticks"/> of 100 ns after year 1 begins, and 0 to 99 ns more.</summary>
    internal static Value OfInstant(long ticks, int nanos) => new(ScalarTag.Timestamp(nanos), ticks);
}
