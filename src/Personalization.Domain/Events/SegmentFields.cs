using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>The members of one event as they stand in its JSON, and the first thing that is wrong with it.</summary>
/// <remarks>
/// One pass. Text is decoded only where an event is decided by it; everything else stays a range of bytes.
/// </remarks>
internal ref struct SegmentFields
{
    /// <summary>What is wrong; null as long as nothing is.</summary>
    public string? Fault;
    public string? Type;
    public string? UserId;
    public string? AnonymousId;
    public string? PreviousId;
    public string? MessageId;
    public string? Event;
    public string? GroupId;
    public DateTimeOffset? Timestamp;
    public DateTimeOffset? OriginalTimestamp;
    public Range? Properties;
    public Range? Traits;
    public Range? Context;
    public Range? Name;
    public Range? Category;
    public Range? Group;

    /// <summary>Reads an event that is known to be JSON and UTF-8.</summary>
    public static SegmentFields Read(ReadOnlySpan<byte> json)
    {
        var fields = default(SegmentFields);
        var reader = SegmentEnvelope.ReaderOf(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            fields.Fault = "An event must be a JSON object.";
            return fields;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            fields.ReadMember(ref reader);
        }

        return fields;
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (!SegmentText.IsText(ref reader))
        {
            Fault ??= SegmentValue.NotText;
            reader.Skip();
            return;
        }

        if (!ReadIdentity(ref reader) && !ReadContent(ref reader))
        {
            reader.Read();
            Note(SegmentValue.Check(ref reader));
        }
    }

    private bool ReadIdentity(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("userId"u8))
        {
            UserId = ReadText(ref reader, "userId");
        }
        else if (reader.ValueTextEquals("anonymousId"u8))
        {
            AnonymousId = ReadText(ref reader, "anonymousId");
        }
        else if (reader.ValueTextEquals("messageId"u8))
        {
            MessageId = ReadText(ref reader, "messageId");
        }
        else if (reader.ValueTextEquals("type"u8))
        {
            Type = ReadText(ref reader, "type");
        }
        else if (reader.ValueTextEquals("timestamp"u8))
        {
            Timestamp = ReadTime(ref reader, "timestamp");
        }
        else if (reader.ValueTextEquals("originalTimestamp"u8))
        {
            OriginalTimestamp = ReadTime(ref reader, "originalTimestamp");
        }
        else if (reader.ValueTextEquals("previousId"u8))
        {
            PreviousId = ReadText(ref reader, "previousId");
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool ReadContent(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("event"u8))
        {
            Event = ReadText(ref reader, "event");
        }
        else if (reader.ValueTextEquals("properties"u8))
        {
            Properties = ReadObject(ref reader, "properties");
        }
        else if (reader.ValueTextEquals("traits"u8))
        {
            Traits = ReadObject(ref reader, "traits");
        }
        else if (reader.ValueTextEquals("context"u8))
        {
            Context = ReadObject(ref reader, "context");
        }
        else if (reader.ValueTextEquals("name"u8))
        {
            Name = ReadRawText(ref reader, "name");
        }
        else if (reader.ValueTextEquals("category"u8))
        {
            Category = ReadRawText(ref reader, "category");
        }
        else if (reader.ValueTextEquals("groupId"u8))
        {
            var peek = reader;
            GroupId = ReadText(ref peek, "groupId");
            Group = ReadRawText(ref reader, "groupId");
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>A string; null for JSON's null and for the empty string, which clients send for "none".</summary>
    private string? ReadText(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (SegmentText.TryRead(ref reader, isUtf8: true, out var text))
        {
            return text!.Length == 0 ? null : text;
        }

        Fault ??= reader.TokenType == JsonTokenType.String
            ? $"{field}: {SegmentValue.NotText}"
            : $"{field} must be a string.";
        reader.Skip();
        return null;
    }

    private Range? ReadRawText(ref Utf8JsonReader reader, string field) =>
        ReadText(ref reader, field) is null ? null : (int)reader.TokenStartIndex..(int)reader.BytesConsumed;

    private Range? ReadObject(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject && reader.TokenType != JsonTokenType.Null)
        {
            Fault ??= $"{field} must be an object.";
        }

        Note(SegmentValue.Check(ref reader, field, amounts: field == "properties"));
        return isObject ? start..(int)reader.BytesConsumed : null;
    }

    /// <summary>
    /// Keeps the first fault. (Not <c>??=</c> on the check itself: that would not pass over the value.)
    /// </summary>
    private void Note(string? fault) => Fault ??= fault;

    private DateTimeOffset? ReadTime(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        if (SegmentTime.TryRead(ref reader, out var at))
        {
            return at;
        }

        if (reader.TokenType != JsonTokenType.Null)
        {
            Fault ??= $"{field} must be an ISO 8601 time such as 2026-01-31T12:00:00Z.";
        }

        reader.Skip();
        return null;
    }
}
