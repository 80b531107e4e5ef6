using System.Text.Json;
using Microsoft.Extensions.Options;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Domain.Segments;
using Personalization.Service.Decisions;
using Personalization.Service.Ingestion;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Segments;

/// <summary>
/// Follows the log in commit order and writes into customers' logs that they came into tracked segments or left them.
/// </summary>
/// <remarks>
/// The place it has come to is kept after what was written up to there. What the log says already is part of the
/// profile, so a crash between the two, or a node that takes over, writes nothing twice. Its own events are passed
/// over, so that a condition on them cannot go round in circles.
/// </remarks>
internal sealed partial class MembershipWorker(
    IEventLog events,
    FeedCheckpoints checkpoints,
    MembershipWriter writer,
    CatalogueHolder catalogue,
    IOptions<SegmentOptions> options,
    ILogger<MembershipWorker> log) : BackgroundService
{
    private const string Reader = "segments";
    private const int PageSize = 2_000;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan IdleStep = TimeSpan.FromSeconds(2);

    private static readonly string[] Own = [EventVocabulary.SegmentEnteredName, EventVocabulary.SegmentExitedName];

    private readonly string _node = Guid.NewGuid().ToString("N");

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.PollMs));
        do
        {
            try
            {
                if (catalogue.Current.TracksMembership)
                {
                    await CatchUpAsync(stoppingToken);
                }
                else
                {
                    await SkipAsync(stoppingToken);
                    await Task.Delay(IdleStep, stoppingToken);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Failed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks at every customer of whom events were committed since the last time.</summary>
    internal async Task CatchUpAsync(CancellationToken stop)
    {
        while (await checkpoints.LeaseAsync(Reader, _node, Lease, stop))
        {
            var at = await checkpoints.GetAsync(Reader, stop);
            var page = await events.ReadFeedAsync(at, PageSize, Own, stop);
            if (page.Next == at)
            {
                return;
            }

            foreach (var (customer, version) in Moved(page.Events))
            {
                await writer.WriteAsync(customer, version, stop);
            }

            await checkpoints.SaveAsync(Reader, page.Next, stop);
        }
    }

    // Nothing is tracked: what happens meanwhile is nothing to look at once something is.
    private async Task SkipAsync(CancellationToken stop)
    {
        if (await checkpoints.LeaseAsync(Reader, _node, Lease, stop))
        {
            var end = await events.EndAsync(stop);
            if (end > await checkpoints.GetAsync(Reader, stop))
            {
                await checkpoints.SaveAsync(Reader, end, stop);
            }
        }
    }

    private static Dictionary<CustomerKey, long> Moved(IReadOnlyList<StoredEvent> page)
    {
        var moved = new Dictionary<CustomerKey, long>();
        foreach (var stored in page)
        {
            moved[stored.Customer] = Math.Max(stored.Version, moved.GetValueOrDefault(stored.Customer));
        }

        return moved;
    }

    [LoggerMessage(361, LogLevel.Warning, "Tracked segments could not be looked at; trying again")]
    private partial void Failed(Exception cause);
}

/// <summary>Writes into one customer's log which tracked segments the customer came into or left.</summary>
internal sealed class MembershipWriter(
    ProfileStore profiles, GroupCommitter committer, CatalogueHolder catalogue, TimeProvider clock)
{
    /// <summary>Looks at the customer with the events up to a version of the stream, at least.</summary>
    public async Task WriteAsync(CustomerKey customer, long version, CancellationToken stop)
    {
        var profile = (await profiles.GetAsync(customer, stop)).Profile;
        if (profile.Customer == customer && profile.Version < version)
        {
            // The feed may be ahead of the fold.
            profile = await profiles.ReplayAsync(customer, until: null, stop);
        }

        var now = clock.GetUtcNow();
        var query = new DecisionQuery { Profile = profile, Known = !profile.IsEmpty, Now = now };
        var changes = SegmentMembership.Changes(catalogue.Current, query);
        if (changes.Count == 0)
        {
            return;
        }

        if (!committer.TryCommit([.. changes.Select(change => EventOf(profile, change, now))], out var done))
        {
            throw new InvalidOperationException("Too many events wait to be committed.");
        }

        await done.WaitAsync(stop);
    }

    // Named by the version it follows from: two nodes that see the same write it once.
    private static NewEvent EventOf(Profile profile, MembershipChange change, DateTimeOffset now)
    {
        var name = change.Entered ? EventVocabulary.SegmentEnteredName : EventVocabulary.SegmentExitedName;
        var step = change.Entered ? "entered" : "exited";
        var id = FormattableString.Invariant($"segment-{change.Segment}-{step}-{profile.Version}");
        var key = JsonEncodedText.Encode(change.Segment);
        var body = System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"properties":{"segment":"{{{key}}}","category":"{{{key}}}"}}""");
        return new NewEvent(profile.Customer, null, id, EventType.Track, name, now, now, body);
    }
}
