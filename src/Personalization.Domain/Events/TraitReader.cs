using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>Reads an object of traits; the members of an object inside it are named with a dot.</summary>
internal static class TraitReader
{
    private const int MaxNesting = 3;

    /// <summary>
    /// Reads the value that follows the property the reader stands on; anything but an object is skipped.
    /// </summary>
    public static void Read(ref Utf8JsonReader json, Dictionary<string, TraitValue> into)
    {
        if (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref json, "", MaxNesting, into);
        }
        else
        {
            json.Skip();
        }
    }

    private static void ReadObject(
        ref Utf8JsonReader json, string prefix, int nesting, Dictionary<string, TraitValue> into)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Text(json);
            json.Read();
            if (name is null || (json.TokenType == JsonTokenType.StartObject && nesting == 1))
            {
                json.Skip();
            }
            else if (json.TokenType == JsonTokenType.StartObject)
            {
                ReadObject(ref json, prefix + name + ".", nesting - 1, into);
            }
            else if (json.TokenType == JsonTokenType.StartArray)
            {
                json.Skip();
            }
            else
            {
                into[prefix + name] = Value(json);
            }
        }
    }

    private static TraitValue Value(in Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.True => TraitValue.Of(true),
        JsonTokenType.False => TraitValue.Of(false),
        JsonTokenType.Number when json.TryGetDouble(out var number) => TraitValue.Of(number),
        JsonTokenType.String => TraitValue.Of(JsonValues.Text(json) ?? ""),
        _ => TraitValue.Null,
    };
}
