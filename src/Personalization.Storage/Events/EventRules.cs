using System.Text.Json;
using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>What an event must be so that every log can store it; the same for each of them.</summary>
/// <remarks>
/// PostgreSQL cannot hold NUL, lone surrogates or numbers of 131,073 digits in JSON and would fail the whole batch for
/// one of them. A log therefore checks every event before it writes any, and ingestion can ask the same question event
/// by event.
/// </remarks>
public static class EventRules
{
    /// <summary>The longest message id, in UTF-16 units.</summary>
    public const int MaxMessageIdLength = 100;

    /// <summary>The longest event name, in UTF-16 units.</summary>
    public const int MaxNameLength = 1000;

    /// <summary>How deep a body may nest.</summary>
    public const int MaxDepth = 64;

    private const int LargestExponent = 400;

    /// <summary>Why the event cannot be stored, naming the field; null when it can.</summary>
    public static string? Fault(NewEvent candidate) =>
        KeyFault(candidate.Customer, "customer")
        ?? (candidate.Joins is { } joins ? KeyFault(joins, "joins") : null)
        ?? TextFault(candidate.MessageId, MaxMessageIdLength, "messageId")
        ?? TextFault(candidate.Name, MaxNameLength, "name")
        ?? BodyFault(candidate.Body.Span);

    /// <summary>Throws <see cref="ArgumentException"/> that names the first event that cannot be stored.</summary>
    internal static void Demand(IReadOnlyList<NewEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (Fault(events[i]) is { } fault)
            {
                throw new ArgumentException($"Event {i} of the batch cannot be stored: {fault}", nameof(events));
            }
        }
    }

    /// <summary>Why these bytes are no body that every log can store; null when they are.</summary>
    public static string? BodyFault(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "the body must be a JSON object.";
            }

            while (reader.Read())
            {
                if (TokenFault(in reader) is { } fault)
                {
                    return fault;
                }
            }

            return null;
        }
        catch (JsonException e)
        {
            return $"the body must be a JSON object at most {MaxDepth} levels deep: {e.Message}";
        }
    }

    private static string? TokenFault(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.PropertyName or JsonTokenType.String => StringFault(in reader),
        JsonTokenType.Number when !IsStorable(reader.ValueSpan) => "the body holds a number too large to store.",
        _ => null,
    };

    private static string? StringFault(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && reader.ValueSpan.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0)
        {
            return null;
        }

        try
        {
            var text = reader.GetString()!;
            return text.Contains('\0', StringComparison.Ordinal) ? "the body holds a NUL character (\\u0000)." : null;
        }
        catch (InvalidOperationException)
        {
            return "the body holds text that is not valid Unicode.";
        }
    }

    // jsonb keeps numbers as exact decimals, so 1e300000 would be 300,001 digits; no double needs more than 309.
    private static bool IsStorable(ReadOnlySpan<byte> number)
    {
        var e = number.IndexOfAny((byte)'e', (byte)'E');
        return e < 0
            ? number.Length <= LargestExponent
            : e <= LargestExponent && int.TryParse(number[(e + 1)..], out var exponent)
                && Math.Abs((long)exponent) <= LargestExponent;
    }

    private static string? KeyFault(CustomerKey key, string field) =>
        key.Value is { Length: > 2 } && CustomerKey.IsValidId(key.Id)
            ? null
            : $"{field} must be an id of 1 to {CustomerKey.MaxIdLength} characters without control characters.";

    private static string? TextFault(string? text, int longest, string field)
    {
        if (string.IsNullOrEmpty(text) || text.Length > longest)
        {
            return $"{field} must have 1 to {longest} characters.";
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
            {
                return $"{field} holds a NUL character.";
            }

            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return $"{field} is not valid Unicode.";
            }
        }

        return null;
    }
}
