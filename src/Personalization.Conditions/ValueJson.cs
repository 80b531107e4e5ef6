using System.Text.Json;
using Personalization.Conditions.Values;

namespace Personalization.Conditions;

/// <summary>CEL's mapping of values to JSON, and JSON as values for variables that a caller supplies.</summary>
public static class ValueJson
{
    // Integers that every JSON reader holds exactly, doubles being all that many of them have.
    private const long MostExact = 1L << 53;

    /// <summary>
    /// Writes one value: integers beyond 2^53 as strings, bytes as base64, durations as <c>"1.5s"</c>, timestamps in
    /// RFC 3339, NaN and infinities as strings, types by name, map keys as text. An error or missing value is null.
    /// </summary>
    public static void Write(Utf8JsonWriter writer, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Bool:
                writer.WriteBooleanValue(value.AsBool);
                break;
            case ValueKind.Int or ValueKind.Uint or ValueKind.Double:
                WriteNumber(writer, value);
                break;
            case ValueKind.Bytes:
                writer.WriteBase64StringValue(value.Bytes);
                break;
            case ValueKind.List:
                WriteList(writer, value.AsList);
                break;
            case ValueKind.Map:
                WriteMap(writer, MapView.Of(value));
                break;
            case ValueKind.Error or ValueKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(TextOf(value));
                break;
        }
    }

    /// <summary>
    /// Reads JSON: a number without fraction and exponent becomes an int (a uint beyond 2^63, a double beyond 2^64),
    /// any other a double; objects become maps with string keys, the last of equal names counting. Text with half a
    /// surrogate pair makes the whole an error value.
    /// </summary>
    public static Value Read(JsonElement json)
    {
        try
        {
            return ReadAny(json);
        }
        catch (InvalidOperationException)
        {
            return Value.Error("the JSON text is not valid Unicode");
        }
    }

    private static Value ReadAny(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => Value.True,
        JsonValueKind.False => Value.False,
        JsonValueKind.String => Value.Of(json.GetString()!),
        JsonValueKind.Number => ReadNumber(json),
        JsonValueKind.Array => Value.OfList([.. json.EnumerateArray().Select(ReadAny)]),
        JsonValueKind.Object => ReadObject(json),
        JsonValueKind.Null => Value.Null,
        _ => Value.Error("there is no JSON value"),
    };

    private static void WriteNumber(Utf8JsonWriter writer, Value number)
    {
        switch (number.Kind)
        {
            case ValueKind.Int when number.AsInt is >= -MostExact and <= MostExact:
                writer.WriteNumberValue(number.AsInt);
                break;
            case ValueKind.Uint when number.AsUint <= MostExact:
                writer.WriteNumberValue(number.AsUint);
                break;
            case ValueKind.Double when double.IsFinite(number.AsDouble):
                writer.WriteNumberValue(number.AsDouble);
                break;
            default:
                writer.WriteStringValue(TextOf(number));
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter writer, IReadOnlyList<Value> items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, MapView map)
    {
        writer.WriteStartObject();
        foreach (var key in map.Keys)
        {
            if (map.TryGet(key, out var value))
            {
                writer.WritePropertyName(TextOf(key));
                Write(writer, value);
            }
        }

        writer.WriteEndObject();
    }

    private static string TextOf(Value value) => value.Kind switch
    {
        ValueKind.String => value.AsString,
        ValueKind.Bool => value.AsBool ? "true" : "false",
        ValueKind.Int => value.AsInt.ToString(),
        ValueKind.Uint => value.AsUint.ToString(),
        ValueKind.Double when double.IsNaN(value.AsDouble) => "NaN",
        ValueKind.Double => value.AsDouble > 0 ? "Infinity" : "-Infinity",
        ValueKind.Duration => Durations.ToText(value),
        ValueKind.Timestamp => Instants.ToText(value),
        ValueKind.Type => value.AsTypeName,
        _ => value.ToString(),
    };

    private static Value ReadNumber(JsonElement json)
    {
        if (json.TryGetInt64(out var signed))
        {
            return Value.Of(signed);
        }

        return json.TryGetUInt64(out var unsigned) ? Value.Of(unsigned) : Value.Of(json.GetDouble());
    }

    private static Value ReadObject(JsonElement json)
    {
        var entries = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            entries[property.Name] = ReadAny(property.Value);
        }

        return Value.OfMap(entries);
    }
}
