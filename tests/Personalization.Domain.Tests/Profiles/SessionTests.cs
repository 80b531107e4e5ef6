using Personalization.Domain.Features;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

public sealed class SessionTests
{
    [Fact, Trait("clause", "PRF-16")]
    public void A_pause_of_thirty_minutes_goes_on_and_one_second_more_does_not()
    {
        var profile = Fold(Made.Noon, Made.Noon.AddMinutes(30), Made.Noon.AddMinutes(60).AddSeconds(1));

        Assert.Equal((2, 30), Visits(profile));
    }

    [Fact, Trait("clause", "PRF-16")]
    public void A_late_event_joins_two_visits_into_one()
    {
        var profile = Fold(Made.Noon, Made.Noon.AddMinutes(50), Made.Noon.AddMinutes(25));

        Assert.Equal((1, 50), Visits(profile));
    }

    [Fact, Trait("clause", "PRF-16")]
    public void A_visit_over_midnight_counts_in_both_days()
    {
        var midnight = new DateTimeOffset(Made.Noon.Date, TimeSpan.Zero);

        var profile = Fold(midnight.AddMinutes(-10), midnight.AddMinutes(-2), midnight, midnight.AddMinutes(5));

        Assert.Equal((2, 13), Visits(profile));
    }

    [Fact, Trait("clause", "PRF-16")]
    public void What_does_not_happen_on_the_site_is_no_visit()
    {
        var profile = Histories.Fold(
        [
            Made.Event("Email Opened"), Made.Event("Order Refunded"), Made.Event("Subscription Renewed"),
            Made.Identify(new { plan = "gold" }),
        ]);

        Assert.Equal((0, 0), Visits(profile));
    }

    [Fact, Trait("clause", "PRF-15")]
    public void Visits_are_kept_for_thirty_one_days()
    {
        var profile = Fold(Made.Noon.AddDays(-31), Made.Noon.AddDays(-30), Made.Noon);

        Assert.Equal(2, profile.Sessions.Count);
    }

    private static Profile Fold(params DateTimeOffset[] times) => Histories.Fold(times.Select(at => Made.Page(at)));

    private static (int Count, int Minutes) Visits(Profile profile)
    {
        var values = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(profile, Made.Noon.AddHours(2), values);
        return ((int)Value(values, "sessions_7d"), (int)Value(values, "minutes_on_site_30d"));
    }

    private static double Value(double[] values, string name) =>
        FeatureCatalogue.TryGet(name, out var feature) ? values[feature.Index] : double.NaN;
}
