using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Storage.Profiles;

namespace Personalization.Storage.Tests.Profiles;

public sealed class HotProfilesTests
{
    private readonly StopwatchOf _clock = new();

    [Fact]
    public void A_profile_is_taken_once_and_only_at_its_version()
    {
        var hot = new HotProfiles(_clock);
        var profile = At(version: 3);
        hot.Keep([CacheWrite.Of(profile, WriteBasis.Cached)]);

        var other = hot.Take(CustomerKey.Known("somebody else"), 3);
        var taken = hot.Take(profile.Customer, 3);
        var again = hot.Take(profile.Customer, 3);

        Assert.Null(other);
        Assert.Same(profile, taken);
        Assert.Null(again);
    }

    [Fact]
    public void A_profile_that_the_stream_has_passed_is_forgotten()
    {
        var hot = new HotProfiles(_clock);
        hot.Keep([CacheWrite.Of(At(version: 3), WriteBasis.Cached)]);

        Assert.Null(hot.Take(CustomerKey.Known("c"), 4));
        Assert.Null(hot.Take(CustomerKey.Known("c"), 3));
    }

    [Fact]
    public void A_profile_is_kept_for_seconds_only()
    {
        var hot = new HotProfiles(_clock);
        hot.Keep([CacheWrite.Of(At(version: 3), WriteBasis.Cached)]);

        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Null(hot.Take(CustomerKey.Known("c"), 3));
    }

    [Fact]
    public void What_is_no_profile_is_not_kept()
    {
        var hot = new HotProfiles(_clock);

        hot.Keep([CacheWrite.Floor(CustomerKey.Known("c"), 3)]);

        Assert.Null(hot.Take(CustomerKey.Known("c"), 3));
    }

    private static Profile At(long version)
    {
        var profile = new Profile(CustomerKey.Known("c"));
        profile.Advance(version);
        return profile;
    }

    private sealed class StopwatchOf : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public override long GetTimestamp() => _ticks;
    }
}
