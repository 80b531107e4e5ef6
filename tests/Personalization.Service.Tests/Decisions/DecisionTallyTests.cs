using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Propensity;
using Personalization.Service.Decisions;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Decisions;
using Personalization.Storage.Privacy;

namespace Personalization.Service.Tests.Decisions;

[Collection(OnEmbedded.Name)]
public sealed class DecisionTallyTests(EmbeddedService service)
{
    private static readonly CustomerSummary Nobody =
        new(false, [], new Dictionary<string, Score>(StringComparer.Ordinal));

    [Fact, Trait("clause", "CAP-5")]
    public async Task A_count_that_cannot_be_had_leaves_the_campaign_out()
    {
        var tally = new DecisionTally(
            new SilentCounter(),
            service.Services.GetRequiredService<Suppressions>(),
            TimeProvider.System,
            NullLogger<DecisionTally>.Instance);
        (int Position, string Counter)[] leftOut = [];

        var answer = await tally.CountAsync(
            Decided("counted", [One("counted"), One("cap/all")]),
            "c-1",
            exhausted =>
            {
                leftOut = [.. exhausted];
                return Decided("other", counted: null);
            },
            CancellationToken.None);

        Assert.Equal([(0, "counted"), (0, "cap/all")], leftOut);
        Assert.Equal("other", answer.Decisions[0].Campaign);
    }

    private static CountedLimits One(string counter) => new(counter, [new CountLimit(1, TimeSpan.FromHours(24))]);

    private static DecisionResult Decided(string campaign, IReadOnlyList<CountedLimits>? counted) => new(
        [
            new Decision
            {
                DecisionId = "d-1",
                Placement = "hero",
                Reason = DecisionReason.Campaign,
                Campaign = campaign,
                Counted = counted,
            },
        ],
        Nobody);

    /// <summary>A store that does not answer.</summary>
    private sealed class SilentCounter : IDecisionCounter
    {
        public ValueTask<string?> TryTakeAsync(DecisionCount count, DateTimeOffset now, CancellationToken stop) =>
            throw new TimeoutException("It does not answer.");

        public Task ForgetAsync(string customer, CancellationToken stop) =>
            throw new TimeoutException("It does not answer.");
    }
}
