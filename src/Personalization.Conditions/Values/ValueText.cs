using System.Buffers;
using System.Globalization;
using System.Text;

namespace Personalization.Conditions.Values;

/// <summary>
/// Writes a value for people: as a CEL literal where there is one, cut after a few hundred characters.
/// </summary>
internal static class ValueText
{
    private const int Longest = 200;

    private static readonly SearchValues<char> IntegerParts = SearchValues.Create("-0123456789");

    public static string Of(Value value)
    {
        var text = new StringBuilder();
        Append(text, value, depth: 0);
        return text.Length > Longest ? text.ToString(0, Longest) + "..." : text.ToString();
    }

    /// <summary>Shortest text that reads back as the same double; an exponent from 1e21 and below 1e-4.</summary>
    public static string OfDouble(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        var size = Math.Abs(value);
        if (size == 0 || (size >= 1e-4 && size < 1e21))
        {
            return size < 1e15 ? Plain(value) : value.ToString("F0", CultureInfo.InvariantCulture);
        }

        var parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return $"{parts[0]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):D2}";
    }

    private static string Plain(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, Value value, int depth)
    {
        switch (value.Kind)
        {
            case ValueKind.List when depth < 8:
                AppendList(text, value.AsList, depth);
                break;
            case ValueKind.Map when depth < 8:
                AppendMap(text, MapView.Of(value), depth);
                break;
            case ValueKind.String:
                AppendQuoted(text, value.AsString);
                break;
            default:
                text.Append(OfScalar(value));
                break;
        }
    }

    private static string OfScalar(Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Bool => value.AsBool ? "true" : "false",
        ValueKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        ValueKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture) + "u",
        ValueKind.Double => WithPoint(OfDouble(value.AsDouble)),
        ValueKind.Bytes => $"b'{Convert.ToHexString(value.Bytes, 0, Math.Min(value.Bytes.Length, Longest))}'",
        ValueKind.Duration => $"duration('{Durations.ToText(value)}')",
        ValueKind.Timestamp => $"timestamp('{Instants.ToText(value)}')",
        ValueKind.Type => value.AsTypeName,
        ValueKind.Error => value.MissingName is null ? $"error: {value.ErrorMessage}" : "no value",
        _ => "...",
    };

    private static string WithPoint(string number) =>
        number.AsSpan().ContainsAnyExcept(IntegerParts) ? number : number + ".0";

    private static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value.AsSpan(0, Math.Min(value.Length, Longest)))
        {
            _ = character switch
            {
                '"' or '\\' => text.Append('\\').Append(character),
                '\n' => text.Append("\\n"),
                _ when char.IsControl(character) => text.Append($"\\u{(int)character:x4}"),
                _ => text.Append(character),
            };
        }

        text.Append('"');
    }

    private static void AppendList(StringBuilder text, IReadOnlyList<Value> items, int depth)
    {
        text.Append('[');
        for (var i = 0; i < items.Count && text.Length <= Longest; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, items[i], depth + 1);
        }

        text.Append(']');
    }

    private static void AppendMap(StringBuilder text, MapView map, int depth)
    {
        text.Append('{');
        var separator = "";
        foreach (var key in map.Keys)
        {
            if (text.Length > Longest || !map.TryGet(key, out var value))
            {
                break;
            }

            text.Append(separator);
            Append(text, key, depth + 1);
            text.Append(": ");
            Append(text, value, depth + 1);
            separator = ", ";
        }

        text.Append('}');
    }
}
