using System.Globalization;
using Microsoft.Extensions.Options;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;
using Personalization.Service.Tests.Hosting;

namespace Personalization.Service.Tests.Keys;

public sealed class KeyRatesTests
{
    [Fact, Trait("clause", "KEY-4")]
    public void A_key_may_make_its_burst_and_is_then_told_when_to_come_back_while_others_go_on()
    {
        using var rates = new KeyRates(Options.Create(new KeyOptions { RequestsPerSecond = 1, Burst = 3 }));
        var (busy, quiet) = (new ApiKey("busy", Scope.Decide), new ApiKey("quiet", Scope.Decide));

        var taken = Enumerable.Range(
            0, 4).Select(_ => rates.TryTake(busy, out var after) ? TimeSpan.Zero : after).ToArray();

        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero], taken[..3]);
        Assert.InRange(taken[3], TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
        Assert.True(rates.TryTake(quiet, out _));
    }

    [Fact, Trait("clause", "KEY-4")]
    public async Task Past_its_rate_a_key_is_answered_429_with_whole_seconds()
    {
        var service = new EmbeddedService("--Auth:RequestsPerSecond=1", "--Auth:Burst=2");
        await service.InitializeAsync();

        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 3; i++)
        {
            answers.Add(await service.Http.GetAsync("/features"));
        }

        Assert.Equal([200, 200, 429], answers.Select(answer => (int)answer.StatusCode));
        Assert.True(
            int.Parse(Assert.Single(answers[2].Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture) >= 1);
        answers.ForEach(answer => answer.Dispose());
        await service.DisposeAsync();
    }
}
