using Personalization.Domain.Campaigns;

namespace Personalization.Domain.Tests.Campaigns;

public sealed class WindowTextTests
{
    [Theory, Trait("clause", "CAP-7")]
    [InlineData("1m", 1)]
    [InlineData("24h", 1_440)]
    [InlineData("7d", 10_080)]
    [InlineData("2w", 20_160)]
    [InlineData("90d", 129_600)]
    [InlineData("2160h", 129_600)]
    public void A_length_of_time_is_a_number_and_a_unit(string text, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), WindowText.Read(text));

    [Theory, Trait("clause", "CAP-7")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("0h")]
    [InlineData("-1h")]
    [InlineData("+1h")]
    [InlineData("1.5h")]
    [InlineData("1 h")]
    [InlineData("1D")]
    [InlineData("91d")]
    [InlineData("129601m")]
    [InlineData("9999999d")]
    public void Anything_else_and_more_than_90_days_is_none(string? text) => Assert.Null(WindowText.Read(text));
}
