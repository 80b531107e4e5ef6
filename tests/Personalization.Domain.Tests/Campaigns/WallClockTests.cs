using Personalization.Domain.Campaigns;

namespace Personalization.Domain.Tests.Campaigns;

public sealed class WallClockTests
{
    private static readonly HourRange[] Office =
        [new() { From = "09:00", Until = "12:00" }, new() { From = "13:00", Until = "17:00" }];

    [Theory, Trait("clause", "CAM-1")]
    [InlineData("2026-03-10T07:59:59Z", false)] // Berlin 08:59:59
    [InlineData("2026-03-10T08:00:00Z", true)]
    [InlineData("2026-03-10T10:59:59Z", true)]
    [InlineData("2026-03-10T11:00:00Z", false)]
    [InlineData("2026-03-10T12:00:00Z", true)]
    [InlineData("2026-03-10T16:00:00Z", false)]
    [InlineData("2026-07-10T06:59:59Z", false)] // summer time: Berlin 08:59:59
    [InlineData("2026-07-10T07:00:00Z", true)]
    [InlineData("2026-07-10T15:00:00Z", false)]
    public void Hours_are_those_of_the_zones_wall_clock_in_winter_and_summer(string at, bool covered)
    {
        var schedule = new Schedule { TimeZone = "Europe/Berlin", Hours = Office };

        Assert.Equal(covered, schedule.Covers(At(at)));
    }

    [Theory, Trait("clause", "CAM-1")]
    [InlineData("2026-03-13T21:59:00Z", false)] // Friday
    [InlineData("2026-03-13T22:00:00Z", true)]
    [InlineData("2026-03-14T01:59:00Z", true)] // Saturday, of Friday's night
    [InlineData("2026-03-14T02:00:00Z", false)]
    [InlineData("2026-03-14T23:00:00Z", false)]
    [InlineData("2026-03-13T01:00:00Z", false)] // Friday, of Thursday's night
    public void A_range_over_midnight_belongs_to_the_day_on_which_it_starts(string at, bool covered)
    {
        var schedule = new Schedule { Days = [Weekday.Friday], Hours = [new() { From = "22:00", Until = "02:00" }] };

        Assert.Equal(covered, schedule.Covers(At(at)));
    }

    [Theory, Trait("clause", "CAM-1")]
    [InlineData("2026-03-29T00:59:00Z", false)] // 01:59, then the clocks go to 03:00
    [InlineData("2026-03-29T01:00:00Z", false)] // 03:00
    [InlineData("2026-10-25T00:30:00Z", true)] // 02:30 for the first time
    [InlineData("2026-10-25T01:30:00Z", true)] // 02:30 for the second time
    [InlineData("2026-10-25T02:00:00Z", false)] // 03:00
    public void A_skipped_hour_does_not_run_and_a_repeated_one_runs_twice(string at, bool covered)
    {
        var schedule = new Schedule { TimeZone = "Europe/Berlin", Hours = [new() { From = "02:00", Until = "03:00" }] };

        Assert.Equal(covered, schedule.Covers(At(at)));
    }

    [Fact, Trait("clause", "CAM-1")]
    public void Days_are_those_of_the_zone_and_every_minute_is_answered_for_itself()
    {
        var clock = new ScheduleClock(new Schedule
        {
            From = At("2026-03-02T00:00:00Z"),
            TimeZone = "America/Los_Angeles",
            Days = [Weekday.Monday],
        });
        var covered = 0;
        for (var at = At("2026-03-01T00:00:00Z"); at < At("2026-03-05T00:00:00Z"); at = at.AddMinutes(1))
        {
            covered += clock.Covers(at) ? 1 : 0;
            Assert.Equal(
                at >= At("2026-03-02T08:00:00Z") && at < At("2026-03-03T08:00:00Z"), clock.Covers(at.AddSeconds(30)));
        }

        Assert.Equal(1440, covered);
        Assert.False(new Schedule { Days = [Weekday.Monday] }.Covers(DateTimeOffset.MaxValue));
        Assert.True(new Schedule { Hours = [new()] }.Covers(DateTimeOffset.MinValue));
    }

    [Theory, Trait("clause", "CAM-1")]
    [InlineData("Europe/Atlantis", "09:00", "10:00", "schedule.timeZone")]
    [InlineData("../../etc/passwd", "09:00", "10:00", "schedule.timeZone")]
    [InlineData("UTC", "9:00", "10:00", "schedule.hours[0].from")]
    [InlineData("UTC", "24:00", "10:00", "schedule.hours[0].from")]
    [InlineData("UTC", "09:00", "24:01", "schedule.hours[0].until")]
    [InlineData("UTC", "09:00", "09:00", "schedule.hours[0].until")]
    [InlineData("UTC", "09:60", "10:00", "schedule.hours[0].from")]
    public void What_cannot_be_read_is_refused_with_its_field(string zone, string from, string until, string field)
    {
        var campaign = new Campaign
        {
            Key = "c",
            Placements = ["p"],
            Variants = [new Variant { Key = "a" }],
            Schedule = new Schedule { TimeZone = zone, Hours = [new() { From = from, Until = until }] },
        };

        Assert.Equal([field], campaign.Validate().Select(error => error.Field));
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
