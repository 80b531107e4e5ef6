using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Propensity;
using Personalization.Service.Propensity;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Events;
using Shouldly;

namespace Personalization.Service.Tests.Propensity;

public sealed class ChallengerTests : IAsyncLifetime
{
    private static readonly TrainingParameters Sound = new() { StepDays = 15, Rounds = 100 };

    // Two stumps that hardly count: little better than the rate of the outcome.
    private static readonly TrainingParameters Poor = Sound with
    {
        Rounds = 2,
        RoundsWithoutValidation = 2,
        Depth = 1,
        LearningRate = 0.02,
    };

    private readonly EmbeddedService _service = new();

    public async Task InitializeAsync()
    {
        await _service.InitializeAsync();
        var log = _service.Services.GetRequiredService<IEventLog>();
        foreach (var batch in ShopLog.Orders(customers: 600, days: 300).Chunk(1000))
        {
            await log.AppendAsync(batch, CancellationToken.None);
        }
    }

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact, Trait("clause", "MOD-8")]
    public async Task A_worse_challenger_is_refused_and_kept_with_the_reason()
    {
        var champion = await TrainAsync(Sound);
        var worse = await TrainAsync(Poor);
        var same = await TrainAsync(Sound);
        var model = await _service.GetAsync("/models/purchase");

        champion.Promoted.ShouldBeTrue(champion.Verdict!.Reason);
        champion.Verdict.Reason.ShouldStartWith("No version scored before.");
        worse.Promoted.ShouldBeFalse();
        worse.Verdict!.Reason.ShouldStartWith("Refused:");
        worse.Verdict.Comparisons[2].High.ShouldBeLessThan(0);
        worse.Verdict.Comparisons[2].Note!.ShouldContain("stood in for it");
        same.Promoted.ShouldBeFalse();
        same.Verdict!.Comparisons[2].Better.ShouldBe(0);
        model["activeVersion"]!.GetValue<int>().ShouldBe(1);
        var versions = model["versions"]!.AsArray();
        versions.Select(version => version!["number"]!.GetValue<int>()).ShouldBe([3, 2, 1]);
        versions[1]!["verdict"]!.GetValue<string>().ShouldBe(worse.Verdict.Reason);
        versions[2]!["promotionReason"]!.GetValue<string>().ShouldBe(champion.Verdict.Reason);
    }

    [Fact, Trait("clause", "MOD-8")]
    public async Task A_better_challenger_replaces_a_poor_champion_of_its_own_accord()
    {
        var poor = await TrainAsync(Poor, PromotionRule.Always, until: ShopLog.Opened.AddDays(200));
        var better = await TrainAsync(Sound);
        var model = await _service.GetAsync("/models/purchase");

        poor.Promoted.ShouldBeTrue();
        better.Promoted.ShouldBeTrue(better.Verdict!.Reason);
        better.Verdict.Reason.ShouldStartWith("It beats version 1");
        better.Verdict.Comparisons[2].Note.ShouldBeNull();
        model["activeVersion"]!.GetValue<int>().ShouldBe(2);
        (await _service.PostAsync("/models/purchase/rollback", ""))["activeVersion"]!.GetValue<int>().ShouldBe(1);
    }

    private async Task<TrainedModel> TrainAsync(
        TrainingParameters parameters, PromotionRule rule = PromotionRule.IfBetter, DateTimeOffset? until = null)
    {
        var order = new TrainingOrder([PropensityTarget.Purchase], until, "a test")
        {
            Parameters = parameters,
            Promotion = rule,
        };
        var trained = await _service.Services.GetRequiredService<ModelTraining>()
            .TrainAsync(order, new Unwatched(), CancellationToken.None);
        return trained.ShouldHaveSingleItem();
    }

    private sealed class Unwatched : ITrainingWatch
    {
        public void Replayed(long events, long of)
        {
        }

        public void Built(PropensityTarget target, TrainingRows rows)
        {
        }

        public void Grown(PropensityTarget target, TrainingStep step, CancellationToken stop)
        {
        }
    }
}
