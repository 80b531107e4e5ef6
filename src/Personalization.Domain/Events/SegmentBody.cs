using System.Buffers;
using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>
/// Writes the stored body of events, one after the other into one buffer: the members that were sent, verbatim.
/// </summary>
internal sealed class SegmentBody(SegmentEnvelope envelope, int maxEventBytes)
{
    // A body is a subset of what was sent, so the request's length is enough unless the batch has a context of its own.
    private readonly ArrayBufferWriter<byte> _buffer = new(envelope.Body.Length + 16);
    private readonly List<(string Name, Range Member)> _inherited = ReadInherited(envelope);

    /// <summary>The body of one event, or null when the batch's context makes it larger than an event may be.</summary>
    internal ReadOnlyMemory<byte>? Write(ReadOnlySpan<byte> json, in SegmentFields fields)
    {
        var start = _buffer.WrittenCount;
        Append("{"u8);
        AppendMember("\"properties\":"u8, json, fields.Properties, start);
        AppendMember("\"traits\":"u8, json, fields.Traits, start);
        AppendContext(json, fields.Context, start);
        AppendMember("\"name\":"u8, json, fields.Name, start);
        AppendMember("\"category\":"u8, json, fields.Category, start);
        AppendMember("\"groupId\":"u8, json, fields.Group, start);
        Append("}"u8);
        var length = _buffer.WrittenCount - start;
        if (length > maxEventBytes)
        {
            return null;
        }

        return _buffer.WrittenMemory.Slice(start, length);
    }

    private static List<(string Name, Range Member)> ReadInherited(SegmentEnvelope envelope)
    {
        var members = new List<(string, Range)>();
        if (envelope.Context is not { } context)
        {
            return members;
        }

        var offset = context.Start.Value;
        var reader = SegmentEnvelope.ReaderOf(envelope.Body.Span[context]);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var name = reader.GetString()!;
            reader.Skip();
            members.Add((name, (offset + start)..(offset + (int)reader.BytesConsumed)));
        }

        return members;
    }

    /// <summary>The event's own context and those members of the batch's that it does not have itself.</summary>
    private void AppendContext(ReadOnlySpan<byte> json, Range? own, int start)
    {
        if (_inherited.Count == 0)
        {
            AppendMember("\"context\":"u8, json, own, start);
            return;
        }

        Separate(start);
        Append("\"context\":{"u8);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (own is { } range)
        {
            var inner = json[range];
            ReadNames(inner, names);
            Append(inner[1..^1].Trim(" \t\r\n"u8));
        }

        var separate = names.Count > 0;
        foreach (var (name, member) in _inherited)
        {
            if (names.Add(name))
            {
                Append(separate ? ","u8 : default);
                Append(envelope.Body.Span[member]);
                separate = true;
            }
        }

        Append("}"u8);
    }

    private static void ReadNames(ReadOnlySpan<byte> json, HashSet<string> names)
    {
        var reader = SegmentEnvelope.ReaderOf(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(reader.GetString()!);
            reader.Skip();
        }
    }

    private void AppendMember(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, Range? value, int start)
    {
        if (value is { } range)
        {
            Separate(start);
            Append(name);
            Append(json[range]);
        }
    }

    private void Separate(int start) => Append(_buffer.WrittenCount - start > 1 ? ","u8 : default);

    private void Append(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);
}
