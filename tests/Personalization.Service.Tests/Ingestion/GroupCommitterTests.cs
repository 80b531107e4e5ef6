using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Personalization.Domain.Events;
using Personalization.Service.Ingestion;
using Personalization.Service.Operations;
using Personalization.Storage.Events;

namespace Personalization.Service.Tests.Ingestion;

public sealed class GroupCommitterTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly RecordingLog _log = new();
    private readonly List<IReadOnlyList<AppendOutcome>> _folded = [];

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact, Trait("clause", "ING-7")]
    public async Task Requests_that_wait_share_the_next_transaction()
    {
        var committer = await StartAsync();
        _log.Hold();

        var first = Hand(committer, "a");
        await _log.Entered;
        var others = new[] { "b", "c", "d" }.Select(id => Hand(committer, id)).ToArray();
        _log.Release();
        await Task.WhenAll([first, .. others]);
        await committer.StopAsync(default);

        Assert.Equal([["a"], ["b", "c", "d"]], _log.Transactions);
        Assert.Equal(4, _folded.Sum(part => part.Count));
    }

    [Fact, Trait("clause", "ING-7")]
    public async Task A_request_that_the_store_refuses_takes_no_neighbour_with_it()
    {
        _log.Poison = "bad";
        var committer = await StartAsync();
        _log.Hold();

        var first = Hand(committer, "a");
        await _log.Entered;
        var neighbour = Hand(committer, "b");
        var poisoned = Hand(committer, "c", "bad", "d");
        _log.Release();
        var result = await poisoned;
        await Task.WhenAll(first, neighbour);
        await committer.StopAsync(default);

        Assert.Equal([1], result.Refused.Select(refused => refused.Position));
        Assert.Equal(["c", "d"], result.Outcomes.Select(outcome => outcome.Stored!.MessageId));
        Assert.Equal(["a", "b", "c", "d"], _log.Stored.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_outage_fails_those_who_wait_and_not_those_who_come_after()
    {
        var committer = await StartAsync();
        _log.Down = true;

        await Assert.ThrowsAsync<StoreFault>(() => Hand(committer, "a"));
        _log.Down = false;
        await Hand(committer, "b");
        await committer.StopAsync(default);

        Assert.Equal(["b"], _log.Stored);
    }

    [Fact, Trait("clause", "ING-8")]
    public async Task More_than_may_wait_is_turned_away_and_nothing_of_it_is_stored()
    {
        var committer = await StartAsync(new IngestionOptions { MaxWaitingBytes = 1_000 });
        _log.Hold();

        var running = Hand(committer, "a");
        await _log.Entered;
        var taken = committer.TryCommit([Event("b")], out var waiting);
        var refused = committer.TryCommit([Event("c"), Event("d"), Event("e")], out _);
        _log.Release();
        await Task.WhenAll(running, waiting);
        await committer.StopAsync(default);

        Assert.Equal((true, false), (taken, refused));
        Assert.Equal(["a", "b"], _log.Stored);
    }

    [Fact]
    public async Task A_transaction_takes_only_so_many_events_and_never_splits_a_request()
    {
        var committer = await StartAsync(new IngestionOptions { MaxCommitEvents = 3 });
        _log.Hold();

        var first = Hand(committer, "a");
        await _log.Entered;
        Task[] others = [Hand(committer, "b", "c"),
            Hand(committer, "d", "e"), Hand(committer, "f"), Hand(committer, "g", "h", "i", "j")];
        _log.Release();
        await Task.WhenAll([first, .. others]);
        await committer.StopAsync(default);

        Assert.Equal([["a"], ["b", "c"], ["d", "e", "f"], ["g", "h", "i", "j"]], _log.Transactions);
    }

    [Fact, Trait("clause", "ING-7")]
    public async Task A_request_over_several_lanes_is_answered_in_its_own_order_and_customers_keep_theirs()
    {
        var committer = await StartAsync(new IngestionOptions { Lanes = 3 });
        var sent = Enumerable.Range(0, 60).Select(i => Event($"m{i:00}", $"u{i % 7}")).ToArray();

        Assert.True(committer.TryCommit(sent, out var done));
        var result = await done;
        await committer.StopAsync(default);

        Assert.Equal(sent.Select(one => one.MessageId), result.Outcomes.Select(outcome => outcome.Stored!.MessageId));
        Assert.InRange(_log.Transactions.Count, 2, 3);
        foreach (var customer in sent.GroupBy(one => one.Customer))
        {
            var lane = Assert.Single(_log.Transactions, ids => ids.Contains(customer.First().MessageId));
            Assert.Equal(
                customer.Select(one => one.MessageId), lane.Where(id => customer.Any(one => one.MessageId == id)));
        }
    }

    [Fact, Trait("clause", "ING-7")]
    public async Task An_event_that_its_lane_refuses_is_named_by_its_place_in_the_request()
    {
        _log.Poison = "m31";
        var committer = await StartAsync(new IngestionOptions { Lanes = 3 });
        var sent = Enumerable.Range(0, 60).Select(i => Event($"m{i:00}", $"u{i % 7}")).ToArray();

        Assert.True(committer.TryCommit(sent, out var done));
        var result = await done;
        await committer.StopAsync(default);

        Assert.Equal([31], result.Refused.Select(refused => refused.Position));
        Assert.Equal(
            sent.Select(one => one.MessageId).Where(id => id != "m31"),
            result.Outcomes.Select(outcome => outcome.Stored!.MessageId));
    }

    [Fact]
    public async Task What_waits_at_the_end_is_committed_and_folded()
    {
        var committer = await StartAsync();
        _log.Hold();

        Task[] handed = [Hand(committer, "a"), Hand(committer, "b"), Hand(committer, "c")];
        var stopping = committer.StopAsync(default);
        _log.Release();
        await stopping;
        await Task.WhenAll(handed);

        Assert.Equal(["a", "b", "c"], _log.Stored);
        Assert.Equal(3, _folded.Sum(part => part.Count));
    }

    private async Task<GroupCommitter> StartAsync(IngestionOptions? options = null)
    {
        var telemetry = new Telemetry(_services.GetRequiredService<IMeterFactory>());
        var committer = new GroupCommitter(
            _log,
            (committed, _) =>
            {
                lock (_folded)
                {
                    _folded.Add(committed);
                }

                return Task.CompletedTask;
            },
            Options.Create(options ?? new IngestionOptions()),
            telemetry,
            NullLogger<GroupCommitter>.Instance);
        await committer.StartAsync(default);
        return committer;
    }

    private static Task<CommitResult> Hand(GroupCommitter committer, params string[] ids)
    {
        Assert.True(committer.TryCommit(Array.ConvertAll(ids, Event), out var done));
        return done;
    }

    private static NewEvent Event(string id) => Event(id, "u");

    private static NewEvent Event(string id, string customer) =>
        new(CustomerKey.Known(customer), null, id, EventType.Track, "E", Noon, Noon, "{}"u8.ToArray());

    private sealed class StoreFault(string? state, bool transient) : DbException("The store says no.")
    {
        public override string? SqlState => state;

        public override bool IsTransient => transient;
    }

    /// <summary>
    /// A log in memory that can be held inside a transaction, be down, and refuse one message as bad data.
    /// </summary>
    private sealed class RecordingLog : IEventLog
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource? _gate;

        public List<string[]> Transactions { get; } = [];

        public IEnumerable<string> Stored => Transactions.SelectMany(ids => ids);

        public string? Poison { get; set; }

        public bool Down { get; set; }

        public Task Entered => _entered.Task;

        public void Hold() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _gate!.SetResult();

        public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(
            IReadOnlyList<NewEvent> events, CancellationToken stop)
        {
            _entered.TrySetResult();
            await (_gate?.Task ?? Task.CompletedTask);
            if (Down || events.Any(one => one.MessageId == Poison))
            {
                throw new StoreFault(Down ? "57P01" : "22P05", Down);
            }

            lock (Transactions)
            {
                Transactions.Add([.. events.Select(one => one.MessageId)]);
            }

            return [.. events.Select(one => new AppendOutcome(
                false, new StoredEvent(
                    one.Customer, 1, null, one.MessageId, one.Type, one.Name, one.At, one.ReceivedAt, one.Body)))];
        }

        public Task<CustomerHistory> ReadCustomerAsync(
            CustomerKey customer, long afterVersion, CancellationToken stop) =>
            throw new NotSupportedException();

        public Task<CustomerPage> ReadCustomerPageAsync(
            CustomerKey customer, long? before, int limit, CancellationToken stop) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<CustomerHistory> ReadHistoriesAsync(CancellationToken stop) =>
            throw new NotSupportedException();

        public Task<FeedPage> ReadFeedAsync(
            FeedPosition after, int limit, IReadOnlyList<string> except, CancellationToken stop) =>
            throw new NotSupportedException();

        public Task<FeedAdvances> ReadAdvancesAsync(FeedPosition after, int limit, CancellationToken stop) =>
            throw new NotSupportedException();

        public Task<FeedPosition> EndAsync(CancellationToken stop) => throw new NotSupportedException();

        public Task RejectAsync(IReadOnlyList<RejectedEvent> events, CancellationToken stop) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<RejectedEvent>> ReadRejectedAsync(int limit, CancellationToken stop) =>
            throw new NotSupportedException();

        public Task<LogSize> MeasureAsync(CancellationToken stop) => throw new NotSupportedException();
    }
}
