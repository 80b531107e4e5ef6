using System.Text.Json;
using Personalization.Conditions;

namespace Personalization.Domain.Decisions;

/// <summary>What the caller told of the page, device, locale and anything else: a JSON object, or nothing.</summary>
/// <remarks>Belongs to one call: it remembers what was read of it and is not thread-safe.</remarks>
public sealed class DecisionContext(JsonElement? raw)
{
    /// <summary>A caller who told nothing.</summary>
    public static DecisionContext Empty => new(null);

    private static readonly Value NotText = Value.Error("the context's text is not valid Unicode");
    private Dictionary<string, Value>? _read;

    /// <summary>The object as sent.</summary>
    public JsonElement? Raw => raw;

    /// <summary>
    /// The value at a dotted path, by CEL's JSON mapping (numbers are doubles); missing where there is none. Reading it
    /// again costs one look-up.
    /// </summary>
    internal Value Find(ContextPath path)
    {
        if (raw is null)
        {
            return path.Missing;
        }

        _read ??= new Dictionary<string, Value>(StringComparer.Ordinal);
        if (!_read.TryGetValue(path.Text, out var value))
        {
            _read[path.Text] = value = Read(raw.Value, path);
        }

        return value;
    }

    private static Value Read(JsonElement element, ContextPath path)
    {
        try
        {
            foreach (var name in path.Names)
            {
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                {
                    return path.Missing;
                }
            }

            return element.ValueKind == JsonValueKind.Undefined ? path.Missing : ToValue(element);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is JSON but not text.
            return NotText;
        }
    }

    // Every number is a double: a sender who writes 3 today and 3.5 tomorrow must not change the type of a condition.
    private static Value ToValue(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => Value.True,
        JsonValueKind.False => Value.False,
        JsonValueKind.Number => Value.Of(element.GetDouble()),
        JsonValueKind.String => Value.Of(element.GetString()!),
        JsonValueKind.Array => Value.OfList([.. element.EnumerateArray().Select(ToValue)]),
        JsonValueKind.Object => ToMap(element),
        _ => Value.Null,
    };

    private static Value ToMap(JsonElement element)
    {
        var members = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = ToValue(member.Value);
        }

        return Value.OfMap(members);
    }
}

/// <summary>A dotted path into a context, taken apart once.</summary>
internal sealed class ContextPath(string text)
{
    internal string Text => text;

    internal string[] Names { get; } = text.Split('.');

    internal Value Missing { get; } = Value.Missing("context." + text);
}
