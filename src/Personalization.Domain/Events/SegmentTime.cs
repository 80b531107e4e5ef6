using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>The times of a Segment call: ISO 8601, UTC where no zone is given, to the microsecond.</summary>
/// <remarks>
/// A microsecond is what PostgreSQL keeps; cutting here makes an event the same before and after it is stored.
/// </remarks>
internal static class SegmentTime
{
    /// <summary>Reads the string the reader is on. False for anything but an ISO 8601 date or instant.</summary>
    internal static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset at)
    {
        at = default;
        if (reader.TokenType != JsonTokenType.String || !SegmentText.IsText(ref reader))
        {
            return false;
        }

        // Without an offset a DateTime is read; as DateTimeOffset it would take the machine's zone.
        if (reader.TryGetDateTime(out var plain) && plain.Kind == DateTimeKind.Unspecified)
        {
            at = new DateTimeOffset(plain, TimeSpan.Zero);
            return true;
        }

        if (!reader.TryGetDateTimeOffset(out at))
        {
            return false;
        }

        at = at.ToUniversalTime();
        return true;
    }

    /// <summary>
    /// When an event happened by the service's clock: <c>receivedAt - (sentAt - timestamp)</c>, as the Segment
    /// specification has it, when the client says when it sent; the client's own time otherwise. Null outside 1970 to a
    /// day after receipt.
    /// </summary>
    internal static DateTimeOffset? Correct(
        DateTimeOffset? timestamp, DateTimeOffset? sentAt, DateTimeOffset receivedAt)
    {
        if (timestamp is not { } happened)
        {
            return Cut(receivedAt);
        }

        // A clock that stands before 1970 says nothing about how late it is.
        var skew = sentAt is { } sent && sent >= DateTimeOffset.UnixEpoch ? receivedAt.UtcTicks - sent.UtcTicks : 0;
        var ticks = happened.UtcTicks + skew;
        return ticks >= DateTimeOffset.UnixEpoch.UtcTicks && ticks <= (receivedAt + SegmentLimits.MaxAhead).UtcTicks
            ? Cut(new DateTimeOffset(ticks, TimeSpan.Zero))
            : null;
    }

    internal static DateTimeOffset Cut(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
