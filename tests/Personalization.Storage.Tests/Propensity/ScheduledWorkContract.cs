using Microsoft.Extensions.DependencyInjection;
using Personalization.Storage.Propensity;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Propensity;

/// <summary>What scheduled work and stored checks promise on both databases.</summary>
public abstract class ScheduledWorkContract(StorageFixture storage)
{
    private ScheduledWork Work => storage.Services.GetRequiredService<ScheduledWork>();

    [StoreFact, Trait("clause", "MOD-7")]
    public async Task New_work_is_done_up_to_now_and_then_due_once()
    {
        var work = NewId();
        var due = Noon.AddHours(1);

        var done = await Work.DoneForAsync(work, Noon, CancellationToken.None);
        var claim = new WorkClaim(work, due, "a", due, TimeSpan.FromMinutes(10));

        Assert.Equal(Noon, done);
        Assert.False(await Work.ClaimAsync(claim with { Due = Noon }, CancellationToken.None));
        Assert.True(await Work.ClaimAsync(claim, CancellationToken.None));
        Assert.True(await Work.DoneAsync(claim, CancellationToken.None));
        Assert.Equal(due, await Work.DoneForAsync(work, Noon, CancellationToken.None));
        Assert.False(await Work.ClaimAsync(claim, CancellationToken.None));
        Assert.True(await Work.ClaimAsync(claim with { Due = due.AddDays(1) }, CancellationToken.None));
    }

    [StoreFact, Trait("clause", "MOD-7")]
    public async Task One_node_claims_until_its_claim_runs_out()
    {
        var work = NewId();
        await Work.DoneForAsync(work, Noon, CancellationToken.None);
        var first = new WorkClaim(work, Noon.AddHours(1), "a", Noon.AddHours(1), TimeSpan.FromMinutes(10));
        var second = first with { Owner = "b" };

        Assert.True(await Work.ClaimAsync(first, CancellationToken.None));
        Assert.False(await Work.ClaimAsync(second, CancellationToken.None));
        Assert.True(await Work.ClaimAsync(first with { Now = first.Now.AddMinutes(5) }, CancellationToken.None));
        Assert.False(await Work.ClaimAsync(second with { Now = first.Now.AddMinutes(14) }, CancellationToken.None));
        Assert.True(await Work.ClaimAsync(second with { Now = first.Now.AddMinutes(16) }, CancellationToken.None));
        Assert.False(await Work.DoneAsync(first, CancellationToken.None));
        Assert.True(await Work.DoneAsync(second, CancellationToken.None));
    }

    [StoreFact, Trait("clause", "MOD-10")]
    public async Task The_newest_check_of_a_model_is_kept()
    {
        var checks = storage.Services.GetRequiredService<ModelChecks>();
        var name = NewId();

        await checks.SaveAsync(new StoredCheck(name, Noon, "{}"), CancellationToken.None);
        await checks.SaveAsync(new StoredCheck(name, Noon.AddDays(1), """{"a":1}"""), CancellationToken.None);

        var stored = (await checks.ListAsync(CancellationToken.None)).Single(check => check.Name == name);
        Assert.Equal(new StoredCheck(name, Noon.AddDays(1), """{"a":1}"""), stored);
    }

    [StoreFact, Trait("clause", "MOD-9")]
    public async Task Every_node_keeps_its_own_counts_of_a_shadow()
    {
        var checks = storage.Services.GetRequiredService<ModelChecks>();
        var counts = new ShadowCounts(NewId(), 1, 2, "a", Noon, "1");

        await checks.SaveCountsAsync(counts, CancellationToken.None);
        await checks.SaveCountsAsync(counts with { Node = "b", Body = "2" }, CancellationToken.None);
        await checks.SaveCountsAsync(counts with { Body = "3" }, CancellationToken.None);

        var stored = await checks.CountsAsync(counts.Name, 1, 2, CancellationToken.None);
        Assert.Equal(["3", "2"], stored.Select(one => one.Body));
        Assert.Empty(await checks.CountsAsync(counts.Name, 1, 3, CancellationToken.None));
    }

    [StoreFact, Trait("clause", "MOD-10")]
    public async Task A_sample_holds_known_customers_with_events_and_nobody_who_was_joined()
    {
        var sample = storage.Services.GetRequiredService<CustomerSample>();
        var log = storage.Services.GetRequiredService<Personalization.Storage.Events.IEventLog>();
        var (customer, other, visitor) = (NewCustomer(), NewCustomer(), NewVisitor());
        await log.AppendAsync(
            [Event(visitor), Event(customer), Event(customer, joins: visitor), Event(other), Event(NewVisitor())],
            CancellationToken.None);

        var all = await sample.DrawAsync(1_000_000, CancellationToken.None);
        var two = await sample.DrawAsync(2, CancellationToken.None);

        Assert.Contains(customer, all);
        Assert.Contains(other, all);
        Assert.DoesNotContain(visitor, all);
        Assert.All(all, key => Assert.True(key.IsKnown));
        Assert.Equal(all.Take(2), two);
    }
}

public sealed class SqliteScheduledWorkTests(SqliteFixture storage)
    : ScheduledWorkContract(storage), IClassFixture<SqliteFixture>;

[Needs(Servers.Postgres)]
public sealed class PostgresScheduledWorkTests(PostgresFixture storage)
    : ScheduledWorkContract(storage), IClassFixture<PostgresFixture>;
