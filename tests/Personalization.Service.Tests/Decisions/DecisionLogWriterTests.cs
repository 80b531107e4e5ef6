using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Service.Decisions;
using Personalization.Service.Operations;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Decisions;

namespace Personalization.Service.Tests.Decisions;

[Collection(OnEmbedded.Name)]
public sealed class DecisionLogWriterTests(EmbeddedService service)
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

        writer.TryLog(
            Customer, At,
            [.. ids.Select(
                id => new Decision { DecisionId = id, Placement = "hero", Reason = DecisionReason.Capped })]);
        await writer.StartAsync(CancellationToken.None);
        await writer.StopAsync(CancellationToken.None);

        Assert.Equal("capped", (await log.FindAsync(Customer, ids[0], CancellationToken.None))?.Reason);
        Assert.NotNull(await log.FindAsync(Customer, ids[1], CancellationToken.None));
        Assert.Null(await log.FindAsync(Customer, ids[2], CancellationToken.None));
    }

    [Fact, Trait("clause", "DEC-29")]
    public void What_is_dropped_is_counted()
    {
        using var provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var telemetry = new Telemetry(provider.GetRequiredService<IMeterFactory>());
        using var writer = Writer(
            service.Services.GetRequiredService<DecisionLog>(), room: 2, new DecisionMetrics(telemetry));
        var dropped = 0L;
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
            dropped += instrument.Name == "personalization.decision_log.dropped" ? value : 0);
        listener.InstrumentPublished = (instrument, reader) =>
        {
            if (ReferenceEquals(instrument.Meter, telemetry.Meter))
            {
                reader.EnableMeasurementEvents(instrument);
            }
        };
        listener.Start();

        for (var i = 0; i < 5; i++)
        {
            writer.TryLog(Entry(ServiceFixture.NewId("d")));
        }

        Assert.Equal(3, dropped);
    }

    private DecisionLogWriter Writer(DecisionLog log, int room, DecisionMetrics? metrics = null) => new(
        log,
        metrics ?? service.Services.GetRequiredService<DecisionMetrics>(),
        Options.Create(new DecisionOptions { LogQueue = room }),
        NullLogger<DecisionLogWriter>.Instance);

    private static DecisionEntry Entry(string id) =>
        new(CompactId.Of(id), Customer, "hero", Campaign: null, Variant: null, "default", At);
}
