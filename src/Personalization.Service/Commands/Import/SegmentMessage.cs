using System.Buffers;
using System.Text.Json;

namespace Personalization.Service.Commands.Import;

/// <summary>Writes one message of the Segment HTTP API.</summary>
internal static class SegmentMessage
{
    internal static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The body of a batch call that holds these messages as they are, valid or not.</summary>
    internal static ReadOnlyMemory<byte> Batch(IEnumerable<ReadOnlyMemory<byte>> messages) => Write(json =>
    {
        json.WriteStartArray("batch");
        foreach (var message in messages)
        {
            json.WriteRawValue(message.Span, skipInputValidation: true);
        }

        json.WriteEndArray();
    });
}
