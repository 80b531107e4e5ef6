using System.Globalization;
using Personalization.Domain.Propensity;
using Shouldly;

namespace Personalization.Domain.Tests.Propensity;

public sealed class CronScheduleTests
{
    [Theory, Trait("clause", "MOD-7")]
    [InlineData("0 3 * * *", "2026-03-10 12:00", "2026-03-11 03:00")]
    [InlineData("0 3 * * *", "2026-03-10 02:59", "2026-03-10 03:00")]
    [InlineData("0 3 * * *", "2026-03-10 03:00", "2026-03-11 03:00")]
    [InlineData("*/15 * * * *", "2026-03-10 12:14", "2026-03-10 12:15")]
    [InlineData("5/20 * * * *", "2026-03-10 12:06", "2026-03-10 12:25")]
    [InlineData("30 6,18 * * 1-5", "2026-03-13 18:30", "2026-03-16 06:30")]
    [InlineData("0 0 1 jan *", "2026-03-10 00:00", "2027-01-01 00:00")]
    [InlineData("0 0 29 2 *", "2026-03-10 00:00", "2028-02-29 00:00")]
    [InlineData("0 0 * * sun", "2026-03-10 00:00", "2026-03-15 00:00")]
    [InlineData("0 0 * * 7", "2026-03-10 00:00", "2026-03-15 00:00")]
    [InlineData("0 0 13 * 5", "2026-03-10 00:00", "2026-03-13 00:00")]
    [InlineData("0 0 12 * 5", "2026-03-10 00:00", "2026-03-12 00:00")]
    [InlineData("59 23 31 12 *", "2026-12-31 23:59", "2027-12-31 23:59")]
    public void The_next_time_is_as_cron_has_it(string cron, string after, string next)
    {
        CronSchedule.TryParse(cron, out var schedule, out var fault).ShouldBeTrue(fault);

        schedule!.Next(At(after)).ShouldBe(At(next));
        schedule.ToString().ShouldBe(cron);
    }

    [Theory, Trait("clause", "MOD-7")]
    [InlineData("2026-03-10 02:59", "2026-03-10 02:59", null)]
    [InlineData("2026-03-10 02:59", "2026-03-10 03:00", "2026-03-10 03:00")]
    [InlineData("2026-03-10 03:00", "2026-03-10 23:00", null)]
    [InlineData("2026-03-01 00:00", "2026-03-10 12:00", "2026-03-10 03:00")]
    public void Of_several_missed_times_the_newest_is_due(string done, string now, string? due)
    {
        CronSchedule.TryParse("0 3 * * *", out var schedule, out _).ShouldBeTrue();

        schedule!.Newest(At(done), At(now)).ShouldBe(due is null ? null : At(due));
    }

    [Theory, Trait("clause", "MOD-7")]
    [InlineData("", "five")]
    [InlineData("0 3 * *", "five")]
    [InlineData("60 3 * * *", "minute '60'")]
    [InlineData("0 24 * * *", "hour '24'")]
    [InlineData("0 0 0 * *", "day of the month '0'")]
    [InlineData("0 0 * 13 *", "month '13'")]
    [InlineData("0 0 * * 8", "day of the week '8'")]
    [InlineData("0 0 * * monday", "day of the week 'monday'")]
    [InlineData("5-1 * * * *", "minute '5-1'")]
    [InlineData("*/0 * * * *", "minute '*/0'")]
    [InlineData("1-2-3 * * * *", "minute '1-2-3'")]
    [InlineData("-1 * * * *", "minute '-1'")]
    [InlineData("0 0 30 2 *", "never comes")]
    public void What_is_no_schedule_is_refused_with_the_field(string cron, string says)
    {
        CronSchedule.TryParse(cron, out var schedule, out var fault).ShouldBeFalse();

        schedule.ShouldBeNull();
        fault!.ShouldContain(says);
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
