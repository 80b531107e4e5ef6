using System.Runtime.CompilerServices;
using Personalization.Conditions.Values;

namespace Personalization.Conditions;

public readonly partial struct Value
{
    /// <summary>Whether this is an error or a missing value.</summary>
    public bool IsError => _reference is Fault or null;

    /// <summary>Why this is an error; null for every other kind.</summary>
    public string? ErrorMessage => IsError ? (_reference as Fault)?.Message ?? "no value" : null;

    /// <summary>The name of what is missing; null for every other value, other errors included.</summary>
    public string? MissingName => (_reference as Fault)?.Missing;

    /// <summary>
    /// The truth value. Like every reader here it throws <see cref="InvalidOperationException"/> for another kind.
    /// </summary>
    public bool AsBool => IsBool ? _bits != 0 : throw Not(ValueKind.Bool);

    /// <summary>The signed integer.</summary>
    public long AsInt => IsInt ? _bits : throw Not(ValueKind.Int);

    /// <summary>The unsigned integer.</summary>
    public ulong AsUint => IsUint ? (ulong)_bits : throw Not(ValueKind.Uint);

    /// <summary>The floating-point number.</summary>
    public double AsDouble => IsDouble ? BitConverter.Int64BitsToDouble(_bits) : throw Not(ValueKind.Double);

    /// <summary>The text.</summary>
    public string AsString => IsString ? Unsafe.As<string>(_reference!) : throw Not(ValueKind.String);

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> AsBytes => _reference is byte[] bytes ? bytes : throw Not(ValueKind.Bytes);

    /// <summary>The items.</summary>
    public IReadOnlyList<Value> AsList =>
        _reference as IReadOnlyList<Value> ?? throw Not(ValueKind.List);

    /// <summary>The duration, cut to ticks of 100 ns.</summary>
    public TimeSpan AsDuration => TimeSpan.FromTicks(Nanoseconds / 100);

    /// <summary>
    /// Whether this is a duration of <see cref="OfDays"/>, for hosts whose windows of days follow the calendar.
    /// </summary>
    public bool IsInDays => ReferenceEquals(_reference, ScalarTag.Days);

    /// <summary>The instant in UTC, cut to ticks of 100 ns.</summary>
    public DateTimeOffset AsTimestamp => new(InstantTicks, TimeSpan.Zero);

    /// <summary>CEL's name of a type value, such as <c>int</c> or <c>google.protobuf.Timestamp</c>.</summary>
    public string AsTypeName => Kind == ValueKind.Type ? Unsafe.As<string>(_reference!) : throw Not(ValueKind.Type);

    internal bool IsBool => ReferenceEquals(_reference, ScalarTag.Bool);

    internal bool IsTrue => ReferenceEquals(_reference, ScalarTag.Bool) && _bits != 0;

    internal bool IsFalse => ReferenceEquals(_reference, ScalarTag.Bool) && _bits == 0;

    internal bool IsInt => ReferenceEquals(_reference, ScalarTag.Int);

    internal bool IsUint => ReferenceEquals(_reference, ScalarTag.Uint);

    internal bool IsDouble => ReferenceEquals(_reference, ScalarTag.Double);

    internal bool IsString => _bits == (long)ValueKind.String && _reference is string;

    internal bool IsMissing => _reference is Fault { Missing: not null };

    internal long Nanoseconds =>
        _reference is ScalarTag { Kind: ValueKind.Duration } ? _bits : throw Not(ValueKind.Duration);

    internal long InstantTicks => Kind == ValueKind.Timestamp ? _bits : throw Not(ValueKind.Timestamp);

    internal int InstantNanos => _reference is ScalarTag tag ? tag.Nanos : 0;

    internal byte[] Bytes => (byte[])_reference!;

    internal object Reference => _reference!;

    /// <summary>The 64 bits of a scalar, whatever they mean.</summary>
    internal long Bits => _bits;

    /// <summary>Whether both are equal in CEL, NaN being equal to NaN.</summary>
    public static bool operator ==(Value left, Value right) => left.Equals(right);

    /// <summary>Whether both differ.</summary>
    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Value other) => Equality.AreEqual(this, other) || Equality.AreSame(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Equality.Hash(this);

    /// <summary>
    /// The value as a CEL literal where it has one, cut short when long; for people, not for parsing.
    /// </summary>
    public override string ToString() => ValueText.Of(this);

    private InvalidOperationException Not(ValueKind wanted) => new($"The value is of kind {Kind}, not {wanted}.");
}
