using System.Globalization;
using Personalization.Service.Hosting;

namespace Personalization.Service.Tests.Hosting;

public sealed class QueryInstantTests
{
    [Theory]
    [InlineData("2011-11-09T00:00:00Z", "2011-11-09T00:00:00")]
    [InlineData("2011-11-09T00:00:00", "2011-11-09T00:00:00")]
    [InlineData("2011-11-09", "2011-11-09T00:00:00")]
    [InlineData("2011-11-09T02:00:00+02:00", "2011-11-09T00:00:00")]
    [InlineData("2011-11-09T02:00:00 02:00", "2011-11-09T00:00:00")]
    [InlineData("2011-11-09 12:30:00", "2011-11-09T12:30:00")]
    public void An_iso_time_is_read_as_utc(string text, string instant)
    {
        Assert.True(QueryInstant.TryRead(text, out var read));

        Assert.Equal(DateTimeOffset.Parse(instant + "Z", CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("10:00")]
    [InlineData("09/11/2011 00:00")]
    [InlineData("1969-12-31")]
    [InlineData("2011-13-01")]
    [InlineData("1320796800")]
    public void Anything_else_is_not(string text) => Assert.False(QueryInstant.TryRead(text, out _));
}
