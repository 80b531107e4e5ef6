using Personalization.Domain.Privacy;

namespace Personalization.Domain.Tests.Privacy;

public sealed class AnalyticsConsentTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact, Trait("clause", "PRV-1")]
    public void The_later_word_counts_and_of_two_at_once_the_denial_in_whatever_order_they_come()
    {
        var (granted, denied) = (
            new AnalyticsConsent(Noon, IsDenied: false), new AnalyticsConsent(Noon, IsDenied: true));
        var later = new AnalyticsConsent(Noon.AddTicks(1), IsDenied: false);

        Assert.Equal(denied, AnalyticsConsent.Latest(granted, denied));
        Assert.Equal(denied, AnalyticsConsent.Latest(denied, granted));
        Assert.Equal(later, AnalyticsConsent.Latest(later, denied));
        Assert.Equal(later, AnalyticsConsent.Latest(denied, later));
        Assert.Equal(denied, AnalyticsConsent.Latest(default, denied));
        Assert.Equal(granted, AnalyticsConsent.Latest(granted, default));
    }
}
