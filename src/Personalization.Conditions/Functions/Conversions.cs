using System.Globalization;
using System.Text;
using Personalization.Conditions.Checking;
using Personalization.Conditions.Values;

namespace Personalization.Conditions.Functions;

/// <summary>
/// CEL's conversions: <c>int</c>, <c>uint</c>, <c>double</c>, <c>string</c>, <c>bool</c>, <c>bytes</c> and so on.
/// </summary>
internal static class Conversions
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly Value IntRange = Value.Error("int range error");
    private static readonly Value UintRange = Value.Error("uint range error");
    private static readonly Value InvalidUtf8 = Value.Error("invalid UTF-8");
    private static readonly Value NoInt = Builtins.NoOverload("int");
    private static readonly Value NoUint = Builtins.NoOverload("uint");
    private static readonly Value NoDouble = Builtins.NoOverload("double");
    private static readonly Value NoString = Builtins.NoOverload("string");
    private static readonly Value NoBool = Builtins.NoOverload("bool");
    private static readonly Value NoBytes = Builtins.NoOverload("bytes");
    private static readonly Value NoDuration = Builtins.NoOverload("duration");
    private static readonly Value NoTimestamp = Builtins.NoOverload("timestamp");

    public static IEnumerable<Builtin> All { get; } =
    [
        New("int", ToInt, ConditionType.Int, ConditionType.Int, ConditionType.Uint, ConditionType.Double,
            ConditionType.String, ConditionType.Timestamp, ConditionType.Duration),
        New("uint", ToUint, ConditionType.Uint, ConditionType.Uint, ConditionType.Int, ConditionType.Double,
            ConditionType.String),
        New("double", ToDouble, ConditionType.Double, ConditionType.Double, ConditionType.Int, ConditionType.Uint,
            ConditionType.String),
        New("string", ToText, ConditionType.String, ConditionType.String, ConditionType.Int, ConditionType.Uint,
            ConditionType.Double, ConditionType.Bool, ConditionType.Bytes, ConditionType.Timestamp,
            ConditionType.Duration),
        New("bool", ToBool, ConditionType.Bool, ConditionType.Bool, ConditionType.String),
        New("bytes", ToBytes, ConditionType.Bytes, ConditionType.Bytes, ConditionType.String),
        New("duration", ToDuration, ConditionType.Duration, ConditionType.Duration, ConditionType.String),
        New("timestamp", ToTimestamp, ConditionType.Timestamp, ConditionType.Timestamp, ConditionType.String,
            ConditionType.Int),
        new Builtin("dyn", (ReadOnlySpan<Value> arguments, ref Meter _) => arguments[0])
        {
            Globals = [new Signature([ConditionType.Dyn], ConditionType.Dyn)],
            IsFolded = false,
        },
        new Builtin("type", (ReadOnlySpan<Value> arguments, ref Meter _) => Value.OfType(NameOf(arguments[0].Kind)))
        {
            Globals = [new Signature([ConditionType.Dyn], ConditionType.Type)],
        },
    ];

    /// <summary>CEL's name of the type of a kind of value.</summary>
    public static string NameOf(ValueKind kind) => kind switch
    {
        ValueKind.Null => "null_type",
        ValueKind.Bool => "bool",
        ValueKind.Int => "int",
        ValueKind.Uint => "uint",
        ValueKind.Double => "double",
        ValueKind.String => "string",
        ValueKind.Bytes => "bytes",
        ValueKind.List => "list",
        ValueKind.Map => "map",
        ValueKind.Duration => "google.protobuf.Duration",
        ValueKind.Timestamp => "google.protobuf.Timestamp",
        ValueKind.Type => "type",
        _ => "error",
    };

    /// <summary>A conversion that is charged for the length of what it reads.</summary>
    private static Builtin New(
        string name, Func<Value, Value> convert, ConditionType result, params ConditionType[] from)
    {
        BuiltinBody body = (ReadOnlySpan<Value> arguments, ref Meter meter) =>
            meter.Take(Sequences.Weigh(arguments[0]) - 1) ? convert(arguments[0]) : Meter.Exhausted;
        return new Builtin(name, body) { Globals = [.. from.Select(type => new Signature([type], result))] };
    }

    private static Value ToInt(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Int:
                return value;
            case ValueKind.Uint:
                return value.AsUint > long.MaxValue ? IntRange : Value.Of((long)value.AsUint);
            case ValueKind.Double:
                // The bounds themselves are out: as doubles they cannot be told from their out-of-range neighbours.
                var number = value.AsDouble;
                return number > long.MinValue && number < long.MaxValue ? Value.Of((long)number) : IntRange;
            case ValueKind.String:
                var isValid = long.TryParse(
                    value.AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed);
                return isValid ? Value.Of(parsed) : NotNumber(value, "int");
            case ValueKind.Timestamp:
                return Value.Of(Instants.ToUnixSeconds(value));
            case ValueKind.Duration:
                return Value.Of(value.Nanoseconds / 1_000_000_000);
            default:
                return NoInt;
        }
    }

    private static Value ToUint(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Uint:
                return value;
            case ValueKind.Int:
                return value.AsInt < 0 ? UintRange : Value.Of((ulong)value.AsInt);
            case ValueKind.Double:
                var number = value.AsDouble;
                return number >= 0 && number < ulong.MaxValue ? Value.Of((ulong)number) : UintRange;
            case ValueKind.String:
                var isValid = ulong.TryParse(
                    value.AsString, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed);
                return isValid ? Value.Of(parsed) : NotNumber(value, "uint");
            default:
                return NoUint;
        }
    }

    private static Value ToDouble(Value value)
    {
        return value.Kind switch
        {
            ValueKind.Double => value,
            ValueKind.Int => Value.Of((double)value.AsInt),
            ValueKind.Uint => Value.Of((double)value.AsUint),
            ValueKind.String => ParseDouble(value),
            _ => NoDouble,
        };
    }

    private static Value ParseDouble(Value text)
    {
        const NumberStyles style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var digits = text.AsString;
        var unsigned = digits.StartsWith('+') || digits.StartsWith('-') ? digits[1..] : digits;
        return unsigned.ToUpperInvariant() switch
        {
            "NAN" => Value.Of(double.NaN),
            "INF" or "INFINITY" => Value.Of(digits[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity),
            _ => double.TryParse(digits, style, CultureInfo.InvariantCulture, out var parsed)
                ? Value.Of(parsed)
                : NotNumber(text, "double"),
        };
    }

    private static Value NotNumber(Value text, string type) => Value.Error($"{text} is not the text of {type}");

    private static Value ToText(Value value)
    {
        return value.Kind switch
        {
            ValueKind.String => value,
            ValueKind.Bool => Value.Of(value.AsBool ? "true" : "false"),
            ValueKind.Int => Value.Of(value.AsInt.ToString(CultureInfo.InvariantCulture)),
            ValueKind.Uint => Value.Of(value.AsUint.ToString(CultureInfo.InvariantCulture)),
            ValueKind.Double => Value.Of(ValueText.OfDouble(value.AsDouble)),
            ValueKind.Timestamp => Value.Of(Instants.ToText(value)),
            ValueKind.Duration => Value.Of(Durations.ToText(value)),
            ValueKind.Bytes => Decode(value.Bytes),
            _ => NoString,
        };
    }

    private static Value Decode(byte[] bytes)
    {
        try
        {
            return Value.Of(StrictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return InvalidUtf8;
        }
    }

    private static Value ToBool(Value value)
    {
        return value.Kind switch
        {
            ValueKind.Bool => value,
            ValueKind.String => value.AsString switch
            {
                "1" or "t" or "T" or "true" or "TRUE" or "True" => Value.True,
                "0" or "f" or "F" or "false" or "FALSE" or "False" => Value.False,
                _ => Value.Error($"{value} is not the text of a bool"),
            },
            _ => NoBool,
        };
    }

    private static Value ToBytes(Value value)
    {
        return value.Kind switch
        {
            ValueKind.Bytes => value,
            ValueKind.String => Value.Of(Encoding.UTF8.GetBytes(value.AsString)),
            _ => NoBytes,
        };
    }

    private static Value ToDuration(Value value) => value.Kind switch
    {
        ValueKind.Duration => value,
        ValueKind.String => Durations.Parse(value.AsString),
        _ => NoDuration,
    };

    private static Value ToTimestamp(Value value) => value.Kind switch
    {
        ValueKind.Timestamp => value,
        ValueKind.String => Instants.Parse(value.AsString),
        ValueKind.Int => Instants.FromUnixSeconds(value.AsInt),
        _ => NoTimestamp,
    };
}
