using Microsoft.Extensions.Options;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;

namespace Personalization.Service.Tests.Keys;

public sealed class KeyRatesTests
{
    [Fact, Trait("clause", "KEY-4")]
    public void A_key_may_make_its_burst_and_is_then_told_when_to_come_back_while_others_go_on()
    {
        using var rates = new KeyRates(Options.Create(new KeyOptions { RequestsPerSecond = 1, Burst = 3 }));
        var (busy, quiet) = (new ApiKey("busy", Scope.Decide), new ApiKey("quiet", Scope.Decide));

        var taken = Enumerable.Range(0, 4).Select(_ => rates.TryTake(busy, out var after) ? TimeSpan.Zero : after).ToArray();

        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero], taken[..3]);
        Assert.InRange(taken[3], TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
        Assert.True(rates.TryTake(quiet, out _));
    }
}
