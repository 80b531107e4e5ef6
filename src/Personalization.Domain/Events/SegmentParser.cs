namespace Personalization.Domain.Events;

/// <summary>
/// Reads Segment calls into events. What is wrong with one event is said with its place and leaves its neighbours
/// alone. Source: the Segment HTTP Tracking API and Common Fields specifications.
/// </summary>
public sealed class SegmentParser
{
    private readonly SegmentEnvelope _envelope;
    private readonly DateTimeOffset _receivedAt;
    private readonly Func<string> _nextMessageId;
    private readonly int _maxEventBytes;
    private readonly string? _contextFault;
    private SegmentBody? _body;

    private SegmentParser(
        SegmentEnvelope envelope, DateTimeOffset receivedAt, Func<string> nextMessageId, int maxEventBytes)
    {
        _maxEventBytes = maxEventBytes;
        _envelope = envelope;
        _receivedAt = SegmentTime.Cut(receivedAt);
        _nextMessageId = nextMessageId;
        _contextFault = CheckContext(envelope);
    }

    /// <summary>Validates every event of a request.</summary>
    /// <param name="receivedAt">When the service received it.</param>
    /// <param name="nextMessageId">Makes a fresh, unique id for an event that was sent without one.</param>
    /// <param name="maxEventBytes">
    /// The largest event; more than the API's limit for trusted sources such as an import.
    /// </param>
    public static SegmentBatch Parse(
        SegmentEnvelope envelope,
        DateTimeOffset receivedAt,
        Func<string> nextMessageId,
        int maxEventBytes = SegmentLimits.MaxEventBytes) =>
        new SegmentParser(envelope, receivedAt, nextMessageId, maxEventBytes).ParseAll();

    private string TooLarge => $"The event is larger than {_maxEventBytes / 1024} KB.";

    private SegmentBatch ParseAll()
    {
        var events = new List<NewEvent>(_envelope.Count);
        var indexes = new List<int>(_envelope.Count);
        var rejected = new List<SegmentRejection>();
        for (var i = 0; i < _envelope.Count; i++)
        {
            var json = _envelope[i];
            var read = Parse(json.Span, out var messageId, out var fault);
            if (read is not null)
            {
                events.Add(read);
                indexes.Add(i);
            }
            else
            {
                rejected.Add(new SegmentRejection(i, messageId, fault ?? "The event could not be read.", json));
            }
        }

        return new SegmentBatch(events, indexes, rejected);
    }

    private NewEvent? Parse(ReadOnlySpan<byte> json, out string? messageId, out string? fault)
    {
        messageId = null;
        fault = _contextFault ?? CheckBytes(json);
        if (fault is not null)
        {
            return null;
        }

        var fields = SegmentFields.Read(json);
        messageId = fields.MessageId is { Length: > SegmentLimits.MaxMessageIdLength } tooLong
            ? tooLong[..SegmentLimits.MaxMessageIdLength]
            : fields.MessageId;
        var type = _envelope.Call ?? SegmentRules.ReadType(fields.Type);
        fault = fields.Fault ?? SegmentRules.Check(type, fields);
        var at = SegmentTime.Correct(fields.Timestamp ?? fields.OriginalTimestamp, _envelope.SentAt, _receivedAt);
        if (at is null)
        {
            fault ??= "timestamp must lie between 1970-01-01 and 24 hours after receipt.";
        }

        var stored = fault is null ? (_body ??= new SegmentBody(_envelope, _maxEventBytes)).Write(json, fields) : null;
        if (fault is null && stored is null)
        {
            fault = TooLarge;
        }

        return fault is not null ? null : new NewEvent(
            SegmentRules.CustomerOf(fields),
            SegmentRules.JoinOf(type!.Value, fields),
            messageId ?? _nextMessageId(),
            type.Value,
            SegmentRules.NameOf(type.Value, fields),
            at!.Value,
            _receivedAt,
            stored!.Value);
    }

    private string? CheckBytes(ReadOnlySpan<byte> json) => json.Length > _maxEventBytes
        ? TooLarge
        : _envelope.IsUtf8 || System.Text.Unicode.Utf8.IsValid(json) ? null : "The event is not UTF-8.";

    /// <summary>A batch's context becomes part of every event, so a fault in it is a fault of each.</summary>
    private static string? CheckContext(SegmentEnvelope envelope)
    {
        if (envelope.Context is not { } range)
        {
            return null;
        }

        var json = envelope.Body.Span[range];
        if (!envelope.IsUtf8 && !System.Text.Unicode.Utf8.IsValid(json))
        {
            return "The batch's context is not UTF-8.";
        }

        var reader = SegmentEnvelope.ReaderOf(json);
        reader.Read();
        return SegmentValue.Check(ref reader, within: 1) is { } fault ? $"In the batch's context: {fault}" : null;
    }
}
