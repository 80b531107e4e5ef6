using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Service.Decisions;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Decisions;

namespace Personalization.Service.Tests.Decisions;

[Collection(OnEmbedded.Name)]
public class DecisionLogWriterTests(EmbeddedService service)
{
    private static readonly CustomerKey Customer = CustomerKey.Known("c-1");

    [Fact, Trait("clause", "DEC-29")]
    public async Task A_full_queue_drops_the_newest_calls_and_what_was_taken_is_written_before_it_stops()
    {
        var log = service.Services.GetRequiredService<DecisionLog>();
        using var writer = new DecisionLogWriter(
            log,
            service.Services.GetRequiredService<DecisionMetrics>(),
            Options.Create(new DecisionOptions { LogQueue = 2 }),
            NullLogger<DecisionLogWriter>.Instance);
        string[] ids = [ServiceFixture.NewId("d"), ServiceFixture.NewId("d"), ServiceFixture.NewId("d")];

        var taken = ids.Select(id => writer.TryLog(Call(id))).ToArray();
        await writer.StartAsync(CancellationToken.None);
        await writer.StopAsync(CancellationToken.None);

        Assert.Equal([true, true, false], taken);
        Assert.NotNull(await log.FindAsync(Customer, ids[0], CancellationToken.None));
        Assert.NotNull(await log.FindAsync(Customer, ids[1], CancellationToken.None));
        Assert.Null(await log.FindAsync(Customer, ids[2], CancellationToken.None));
    }

    private static DecidedCall Call(string id) => new(
        Customer,
        new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        [new Decision { DecisionId = id, Placement = "hero", Reason = DecisionReason.Default }]);
}
