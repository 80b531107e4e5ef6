using Personalization.Domain.Campaigns;

namespace Personalization.Domain.Tests.Campaigns;

public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory, Trait("clause", "DEC-2")]
    [InlineData(null, null, true)]
    [InlineData(0, null, true)]
    [InlineData(1, null, false)]
    [InlineData(-1, null, true)]
    [InlineData(null, 0, false)]
    [InlineData(null, 1, true)]
    [InlineData(-2, -1, false)]
    [InlineData(-1, 1, true)]
    public void Covers_its_start_and_not_its_end(int? from, int? until, bool covered)
    {
        var schedule = new Schedule { From = Moment(from), Until = Moment(until) };

        Assert.Equal(covered, schedule.Covers(Noon));
    }

    [Fact, Trait("clause", "DEC-2")]
    public void Compares_instants_whatever_their_offset()
    {
        var schedule = new Schedule { From = new DateTimeOffset(2026, 1, 15, 13, 0, 0, TimeSpan.FromHours(2)) };

        Assert.True(schedule.Covers(Noon));
        Assert.False(schedule.Covers(Noon.AddHours(-1.5)));
    }

    private static DateTimeOffset? Moment(int? seconds) => seconds is { } s ? Noon.AddSeconds(s) : null;
}
