using System.Buffers;
using System.Text.Json;

namespace Personalization.Service.Decisions;

/// <summary>Reads the body of a decide call as nearly every page sends it, in one pass and without metadata.</summary>
/// <remarks>
/// Whatever is not plainly of that form (a preview's members, other spellings, wrong types, escapes, text that is no
/// JSON) is left to the general reader, which has a word for every fault. So both read the same where both can.
/// </remarks>
internal static class DecideBody
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>The request; null when the general reader has to look at the body.</summary>
    public static DecideRequest? TryRead(in ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body, Options);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? TryReadObject(ref reader) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static DecideRequest? TryReadObject(ref Utf8JsonReader reader)
    {
        var request = new DecideRequest();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TryReadMember(ref reader, request))
            {
                return null;
            }
        }

        // The reader refuses what follows the last brace.
        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() ? request : null;
    }

    private static bool TryReadMember(ref Utf8JsonReader reader, DecideRequest into)
    {
        if (reader.ValueTextEquals("customerId"u8))
        {
            return TryReadText(ref reader, out var id) && (into.CustomerId = id) is not null;
        }

        if (reader.ValueTextEquals("anonymousId"u8))
        {
            return TryReadText(ref reader, out var id) && (into.AnonymousId = id) is not null;
        }

        if (reader.ValueTextEquals("placements"u8))
        {
            return TryReadPlacements(ref reader, into);
        }

        if (reader.ValueTextEquals("context"u8))
        {
            into.Context = JsonElement.ParseValue(ref reader);
            return into.Context is { ValueKind: JsonValueKind.Object };
        }

        if (reader.ValueTextEquals("explain"u8) && reader.Read())
        {
            into.Explain = reader.TokenType == JsonTokenType.True;
            return reader.TokenType is JsonTokenType.True or JsonTokenType.False;
        }

        return false;
    }

    private static bool TryReadPlacements(ref Utf8JsonReader reader, DecideRequest into)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        var placements = new List<string>();
        while (TryReadText(ref reader, out var placement))
        {
            placements.Add(placement);
        }

        into.Placements = placements;
        return reader.TokenType == JsonTokenType.EndArray;
    }

    private static bool TryReadText(ref Utf8JsonReader reader, out string text)
    {
        var isPlain = reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped;
        text = isPlain ? reader.GetString()! : "";
        return isPlain;
    }
}
