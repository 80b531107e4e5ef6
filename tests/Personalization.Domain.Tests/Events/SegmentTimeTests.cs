using System.Globalization;
using Personalization.Domain.Events;

namespace Personalization.Domain.Tests.Events;

public sealed class SegmentTimeTests
{
    [Theory, Trait("clause", "ING-5")]
    [InlineData("2026-03-10T11:00:00Z", "2026-03-10T12:00:00Z", "2026-03-10T11:00:00.000000")] // the clock is right
    [InlineData("2026-03-10T10:00:00Z", "2026-03-10T11:00:00Z", "2026-03-10T11:00:00.000000")] // an hour slow
    [InlineData("2035-01-01T00:00:00Z", "2035-01-01T00:30:00Z", "2026-03-10T11:30:00.000000")] // years fast
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:10Z", "2026-03-10T11:59:50.000000")] // never set
    [InlineData("2026-03-10T11:00:00Z", "0001-01-01T00:00:00Z", "2026-03-10T11:00:00.000000")] // no clock at all
    [InlineData("2026-03-10T11:00:00Z", "yesterday", "2026-03-10T11:00:00.000000")]
    public void Times_are_corrected_by_what_the_client_thinks_it_sent_at(
        string timestamp, string sentAt, string happened)
    {
        var read = SegmentCalls.Single(
            $$"""{"userId":"u","timestamp":"{{timestamp}}","sentAt":"{{sentAt}}"}""", EventType.Page);

        Assert.Equal(At(happened), read.At);
    }

    [Theory]
    [InlineData("2026-03-10T11:00:00.1234567Z", "2026-03-10T11:00:00.123456")]
    [InlineData("2026-03-10T13:00:00+02:00", "2026-03-10T11:00:00.000000")]
    [InlineData("2026-03-10T11:00:00", "2026-03-10T11:00:00.000000")]
    [InlineData("2026-03-10T11:00", "2026-03-10T11:00:00.000000")]
    [InlineData("2026-03-10", "2026-03-10T00:00:00.000000")]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000")]
    [InlineData("2026-03-11T12:00:00Z", "2026-03-11T12:00:00.000000")]
    [InlineData("2011-12-09T12:50:00\\u005a", "2011-12-09T12:50:00.000000")]
    public void Times_are_read_as_utc_to_the_microsecond(string timestamp, string happened)
    {
        var read = SegmentCalls.Single($$"""{"userId":"u","timestamp":"{{timestamp}}"}""", EventType.Page);

        Assert.Equal(At(happened), read.At);
        Assert.Equal(TimeSpan.Zero, read.At.Offset);
    }

    [Theory, Trait("clause", "ING-5")]
    [InlineData("\"0001-01-01T00:00:00Z\"")]
    [InlineData("\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("\"9999-12-31T23:59:59Z\"")]
    [InlineData("\"9999-12-31T23:59:59-14:00\"")]
    [InlineData("\"1969-12-31T23:59:59.999Z\"")]
    [InlineData("\"2026-03-11T12:00:00.001Z\"")]
    [InlineData("\"2026-02-30T00:00:00Z\"")]
    [InlineData("\"12/31/2025\"")]
    [InlineData("\"10:00\"")]
    [InlineData("\"\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("1767225600000")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[\"2026-03-10\"]")]
    public void An_impossible_time_is_a_rejected_event(string timestamp)
    {
        var batch = SegmentCalls.Between(
            $$"""{"type":"page","userId":"u","messageId":"m","timestamp":{{timestamp}}}""");

        Assert.Equal([0, 2], batch.Indexes);
        Assert.Contains("timestamp", Assert.Single(batch.Rejected).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batchs_sentAt_corrects_each_of_its_events_and_the_events_own_does_not()
    {
        var batch = SegmentCalls.Parse(
            """
            {"batch":[{"type":"page","userId":"u","timestamp":"2026-03-10T09:00:00Z","sentAt":"1999-01-01"},
                      {"type":"page","userId":"u","originalTimestamp":"2026-03-10T09:30:00Z"},
                      {"type":"page","userId":"u"}], "sentAt":"2026-03-10T10:00:00Z"}
            """);

        Assert.Equal([At("2026-03-10T11:00:00.000000"), At("2026-03-10T11:30:00.000000"), SegmentCalls.ReceivedAt],
            batch.Events.Select(read => read.At));
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text + "Z", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
