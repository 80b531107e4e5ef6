using System.Text;
using Personalization.Domain.Events;

namespace Personalization.Domain.Tests.Events;

/// <summary>Parses requests as the service does, with counted message ids and a fixed time of receipt.</summary>
internal static class SegmentCalls
{
    internal static readonly DateTimeOffset ReceivedAt = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    internal static SegmentBatch Parse(string body, EventType? call = null) =>
        Parse(Encoding.UTF8.GetBytes(body), call);

    internal static SegmentBatch Parse(byte[] body, EventType? call = null)
    {
        var next = 0;
        Assert.True(SegmentEnvelope.TryRead(body, call, out var envelope, out var fault), fault);
        return SegmentParser.Parse(envelope, ReceivedAt, () => $"made-{next++}");
    }

    internal static string FaultOf(string body, EventType? call = null)
    {
        Assert.False(SegmentEnvelope.TryRead(Encoding.UTF8.GetBytes(body), call, out _, out var fault));
        return fault;
    }

    /// <summary>
    /// A batch of a good event, the given one, and another good event: the middle one's fate must not touch its
    /// neighbours.
    /// </summary>
    internal static SegmentBatch Between(string item) =>
        Parse($$"""{"batch":[{{Good("1")}},{{item}},{{Good("2")}}]}""");

    internal static string Good(string id) => $$"""{"type":"track","userId":"u","event":"E","messageId":"{{id}}"}""";

    internal static NewEvent Single(string body, EventType call)
    {
        var batch = Parse(body, call);
        Assert.True(batch.Rejected.Count == 0, batch.Rejected.Count > 0 ? batch.Rejected[0].Reason : "");
        return Assert.Single(batch.Events);
    }

    internal static string BodyOf(NewEvent read) => Encoding.UTF8.GetString(read.Body.Span);
}
