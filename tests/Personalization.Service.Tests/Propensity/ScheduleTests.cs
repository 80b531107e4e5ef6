using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Personalization.Domain.Propensity;
using Personalization.Service.Propensity;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Events;
using Personalization.Storage.Propensity;
using Personalization.Testing;
using Shouldly;

namespace Personalization.Service.Tests.Propensity;

public abstract class ScheduleTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "MOD-7")]
    public async Task Due_work_runs_once_whichever_nodes_ask_and_not_before_it_is_due()
    {
        var clock = new ManualClock(new DateTimeOffset(2030, 5, 1, 12, 0, 0, TimeSpan.Zero));
        var runs = 0;
        CronSchedule.TryParse("0 3 * * *", out var daily, out _).ShouldBeTrue();
        var job = new ScheduledJob(ServiceFixture.NewId("job"), daily!, _ =>
        {
            Interlocked.Increment(ref runs);
            return Task.CompletedTask;
        });
        ScheduleRunner[] nodes = [Node(clock), Node(clock), Node(clock)];

        await AskAsync(nodes, job);
        runs.ShouldBe(0);
        clock.Advance(TimeSpan.FromDays(3));
        await AskAsync(nodes, job);
        runs.ShouldBe(1);
        await AskAsync(nodes, job);
        runs.ShouldBe(1);
        clock.Advance(TimeSpan.FromDays(1));
        await AskAsync(nodes, job);

        runs.ShouldBe(2);
    }

    [StoreFact, Trait("clause", "MOD-7")]
    public async Task Work_that_fails_is_done_for_this_time_and_runs_the_next()
    {
        var clock = new ManualClock(new DateTimeOffset(2030, 5, 1, 12, 0, 0, TimeSpan.Zero));
        var runs = 0;
        CronSchedule.TryParse("0 * * * *", out var hourly, out _).ShouldBeTrue();
        var job = new ScheduledJob(
            ServiceFixture.NewId("job"), hourly!,
            _ => ++runs == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask);
        var node = Node(clock);

        await node.RunIfDueAsync(job, CancellationToken.None);
        clock.Advance(TimeSpan.FromHours(1));
        (await node.RunIfDueAsync(job, CancellationToken.None)).ShouldBeTrue();
        (await node.RunIfDueAsync(job, CancellationToken.None)).ShouldBeFalse();
        clock.Advance(TimeSpan.FromHours(1));
        (await node.RunIfDueAsync(job, CancellationToken.None)).ShouldBeTrue();

        runs.ShouldBe(2);
    }

    private static Task<bool[]> AskAsync(ScheduleRunner[] nodes, ScheduledJob job) => Task.WhenAll(
        nodes.Select(node => Task.Run(() => node.RunIfDueAsync(job, CancellationToken.None))));

    private ScheduleRunner Node(ManualClock clock) => new(
        service.Services.GetRequiredService<ScheduledWork>(), clock, NullLogger<ScheduleRunner>.Instance);
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedScheduleTests(EmbeddedService service) : ScheduleTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerScheduleTests(ServerService service) : ScheduleTests(service);

public sealed class ModelScheduleTests
{
    [Fact, Trait("clause", "MOD-7"), Trait("clause", "MOD-14")]
    public async Task Models_are_trained_by_themselves_when_their_time_comes()
    {
        var service = new EmbeddedService("--Propensity:TrainWhen=0 3 * * *");
        await service.InitializeAsync();
        try
        {
            var log = service.Services.GetRequiredService<IEventLog>();
            foreach (var batch in ShopLog.Orders(customers: 300, days: 240).Chunk(1000))
            {
                await log.AppendAsync(batch, CancellationToken.None);
            }

            // The schedule is first looked at now, so that the night after is the first one due.
            var work = service.Services.GetRequiredService<ScheduledWork>();
            await work.DoneForAsync("train models", service.Clock.GetUtcNow(), CancellationToken.None);
            service.Clock.Advance(TimeSpan.FromDays(1));
            var model = await Polling.UntilAsync(
                () => service.GetAsync("/models/purchase"), model => model["activeVersion"] is not null,
                Polling.LongEnough);

            var version = model["versions"]!.AsArray().ShouldHaveSingleItem()!;
            version["savedBy"]!.GetValue<string>().ShouldBe("schedule");
            version["promotionReason"]!.GetValue<string>().ShouldStartWith("No version scored before.");
            foreach (var name in new[] { "lifetime", "clusters" })
            {
                var other = await Polling.UntilAsync(
                    () => service.GetAsync($"/models/{name}"), model => model["versions"]!.AsArray().Count > 0,
                    Polling.LongEnough);
                var saved = other["versions"]!.AsArray().ShouldHaveSingleItem()!;
                saved["savedBy"]!.GetValue<string>().ShouldBe("schedule");
                saved["verdict"]!.GetValue<string>().ShouldNotBeEmpty();
            }
        }
        finally
        {
            await service.DisposeAsync();
        }
    }
}
