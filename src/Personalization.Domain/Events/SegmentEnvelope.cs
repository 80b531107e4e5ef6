using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Personalization.Domain.Events;

/// <summary>One request body of the Segment HTTP Tracking API, split into its events without copying them.</summary>
/// <remarks>
/// One pass over the bytes finds every event and proves that the whole is JSON, however deep it goes.
/// </remarks>
public sealed class SegmentEnvelope
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly List<Range> _events = [];
    private bool _batchSeen;

    private SegmentEnvelope(ReadOnlyMemory<byte> body, EventType? call) => (Body, Call) = (body, call);

    /// <summary>The key that a body may carry instead of a header.</summary>
    public string? WriteKey { get; private set; }

    /// <summary>How many events the body holds, valid or not.</summary>
    public int Count => _events.Count;

    internal ReadOnlyMemory<byte> Body { get; }

    /// <summary>The call the body was sent to; null for a batch, whose events say it themselves.</summary>
    internal EventType? Call { get; }

    /// <summary>When the client's clock said it sent the body; null when it did not or nobody could read it.</summary>
    internal DateTimeOffset? SentAt { get; private set; }

    /// <summary>The batch's own context, which each event inherits.</summary>
    internal Range? Context { get; private set; }

    /// <summary>
    /// Whether every byte of the body is UTF-8. JSON structure is ASCII, so a body can be JSON without it.
    /// </summary>
    internal bool IsUtf8 { get; private set; }

    internal ReadOnlyMemory<byte> this[int index] => Body[_events[index]];

    /// <summary>
    /// Splits a body. False with a sentence that names the place when the body as a whole cannot be taken.
    /// </summary>
    /// <param name="call">The call the body was sent to; null for a batch.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> body,
        EventType? call,
        [NotNullWhen(true)] out SegmentEnvelope? envelope,
        [NotNullWhen(false)] out string? fault)
    {
        var read = new SegmentEnvelope(SkipByteOrderMark(body), call);
        try
        {
            fault = read.Split();
        }
        catch (JsonException e)
        {
            fault = $"The body is not valid JSON (line {(e.LineNumber ?? 0) + 1}, "
                + $"position {(e.BytePositionInLine ?? 0) + 1}).";
        }

        envelope = fault is null ? read : null;
        return fault is null;
    }

    internal static Utf8JsonReader ReaderOf(ReadOnlySpan<byte> json) => new(json, AnyDepth);

    private static ReadOnlyMemory<byte> SkipByteOrderMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private string? Split()
    {
        IsUtf8 = Utf8.IsValid(Body.Span);
        var reader = ReaderOf(Body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "The body must be a JSON object.";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadMember(ref reader) is { } fault)
            {
                return fault;
            }
        }

        reader.Read();
        if (Call is not null)
        {
            _events.Add(..);
            return null;
        }

        return _batchSeen ? null : "A batch needs 'batch', an array of events.";
    }

    private string? ReadMember(ref Utf8JsonReader reader)
    {
        if (!SegmentText.IsText(ref reader))
        {
            reader.Skip();
            return null;
        }

        if (Call is null && reader.ValueTextEquals("batch"u8))
        {
            reader.Read();
            return ReadEvents(ref reader);
        }

        if (Call is null && reader.ValueTextEquals("context"u8))
        {
            reader.Read();
            return ReadContext(ref reader);
        }

        if (reader.ValueTextEquals("writeKey"u8))
        {
            reader.Read();
            WriteKey = SegmentText.TryRead(ref reader, IsUtf8, out var key) ? key : null;
        }
        else if (reader.ValueTextEquals("sentAt"u8))
        {
            reader.Read();
            SentAt = SegmentTime.TryRead(ref reader, out var at) ? at : null;
        }

        reader.Skip();
        return null;
    }

    private string? ReadEvents(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return "'batch' must be an array of events.";
        }

        _batchSeen = true;
        _events.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            _events.Add(ReadRange(ref reader));
            if (_events.Count > SegmentLimits.MaxEvents)
            {
                return $"A batch holds at most {SegmentLimits.MaxEvents} events. "
                    + "Nothing of it was taken: send it in parts.";
            }
        }

        return null;
    }

    private string? ReadContext(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
        {
            return "The batch's 'context' must be an object.";
        }

        Context = reader.TokenType == JsonTokenType.Null ? null : ReadRange(ref reader);
        return null;
    }

    /// <summary>Passes over the value the reader is on and says where it was.</summary>
    private static Range ReadRange(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }
}
