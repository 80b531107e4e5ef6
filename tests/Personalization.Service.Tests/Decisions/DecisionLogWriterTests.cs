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
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact, Trait("clause", "DEC-29")]
    public async Task A_full_queue_drops_the_newest_and_what_was_taken_is_written_before_it_stops()
    {
        var log = service.Services.GetRequiredService<DecisionLog>();
        using var writer = Writer(log, room: 2);
        string[] ids = [ServiceFixture.NewId("d"), ServiceFixture.NewId("d"), ServiceFixture.NewId("d")];

        var taken = ids.Select(id => writer.TryLog(Entry(id))).ToArray();
        await writer.StartAsync(CancellationToken.None);
        await writer.StopAsync(CancellationToken.None);

        Assert.Equal([true, true, false], taken);
        Assert.NotNull(await log.FindAsync(Customer, ids[0], CancellationToken.None));
        Assert.NotNull(await log.FindAsync(Customer, ids[1], CancellationToken.None));
        Assert.Null(await log.FindAsync(Customer, ids[2], CancellationToken.None));
    }

    [Fact, Trait("clause", "DEC-29")]
    public async Task Of_a_call_that_finds_too_little_room_the_first_decisions_are_written()
    {
        var log = service.Services.GetRequiredService<DecisionLog>();
        using var writer = Writer(log, room: 2);
        string[] ids = [ServiceFixture.NewId("d"), ServiceFixture.NewId("d"), ServiceFixture.NewId("d")];

        writer.TryLog(Customer, At, [.. ids.Select(id => new Decision { DecisionId = id, Placement = "hero", Reason = DecisionReason.Capped })]);
        await writer.StartAsync(CancellationToken.None);
        await writer.StopAsync(CancellationToken.None);

        Assert.Equal("capped", (await log.FindAsync(Customer, ids[0], CancellationToken.None))?.Reason);
        Assert.NotNull(await log.FindAsync(Customer, ids[1], CancellationToken.None));
        Assert.Null(await log.FindAsync(Customer, ids[2], CancellationToken.None));
    }

    private DecisionLogWriter Writer(DecisionLog log, int room) => new(
        log,
        service.Services.GetRequiredService<DecisionMetrics>(),
        Options.Create(new DecisionOptions { LogQueue = room }),
        NullLogger<DecisionLogWriter>.Instance);

    private static DecisionEntry Entry(string id) =>
        new(CompactId.Of(id), Customer, "hero", Campaign: null, Variant: null, "default", At);
}
