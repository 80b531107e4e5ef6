using Personalization.Domain.Events;
using Personalization.Storage.Decisions;
using Personalization.Storage.Profiles;

namespace Personalization.Storage.Privacy;

/// <summary>Erases persons from the database, the caches, the counts of decisions and every node's memory.</summary>
/// <remarks>
/// The transaction of <see cref="ErasureStore"/> removes what is stored and keeps the person out from then on. What
/// other nodes still have in memory or on its way to a store is forgotten when they hear of it; after a time in which
/// all of them have, it is removed once more, and only then the ids are forgotten. Whatever crashes in between is
/// finished by any node, because the erasure stays pending.
/// </remarks>
public sealed class Eraser(
    ErasureStore store, Suppressions suppressions, IProfileCache cache, IDecisionCounter counter, DirtyProfiles dirty)
{
    /// <summary>How long after the removal everything is looked through again and the ids are forgotten.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _forgotten = new(StringComparer.Ordinal);
    private DateTimeOffset _followed = DateTimeOffset.MaxValue;

    /// <summary>Erases a person: when it returns nothing stored names them, and no new event does.</summary>
    /// <param name="person">Any of the ids that the person is known by.</param>
    /// <param name="id">Names the receipt; unique.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="at">When.</param>
    public async Task<ErasureReceipt> EraseAsync(
        CustomerKey person, string id, string actor, DateTimeOffset at, CancellationToken stop)
    {
        // From here on nobody can call it back: what began has to end.
        var pending = await store.EraseAsync(person, id, actor, at, stop);
        await ForgetAsync(pending.Persons, CancellationToken.None);
        await store.ScrubAsync(CancellationToken.None);
        return pending.Receipt;
    }

    /// <summary>Forgets on this node whom any node erased. Not thread-safe; one worker a node runs it.</summary>
    public async Task FollowAsync(DateTimeOffset now, CancellationToken stop)
    {
        if (await store.EpochAsync(stop) != suppressions.Epoch)
        {
            await suppressions.ReloadAsync(stop);
        }

        if (now - _followed > Grace && cache is InProcessProfileCache own)
        {
            // This node was away while erasures may have come and gone.
            own.Clear();
        }

        _followed = now;
        var pending = await store.PendingAsync(stop);
        foreach (var erasure in pending.Where(erasure => !_forgotten.Contains(erasure.Receipt.Id)))
        {
            if (await ForgetAsync(erasure.Persons, stop))
            {
                _forgotten.Add(erasure.Receipt.Id);
            }
        }

        _forgotten.IntersectWith(pending.Select(erasure => erasure.Receipt.Id));
    }

    /// <summary>Completes the erasures whose time has come; answers how many. Any number of nodes may run it.</summary>
    public async Task<int> CompleteAsync(DateTimeOffset now, CancellationToken stop)
    {
        var completed = 0;
        foreach (var erasure in await store.PendingAsync(stop))
        {
            if (erasure.Receipt.RequestedAt <= now - Grace && await ForgetAsync(erasure.Persons, stop))
            {
                completed += await store.CompleteAsync(erasure, now, stop);
            }
        }

        if (completed > 0)
        {
            await store.ScrubAsync(stop);
        }

        return completed;
    }

    // False when the cache could not be reached: the erasure is tried again, and until then the log answers.
    private async Task<bool> ForgetAsync(IReadOnlyList<CustomerKey> persons, CancellationToken stop)
    {
        try
        {
            foreach (var person in persons)
            {
                await cache.RemoveAsync(person, stop);
                await counter.ForgetAsync(person.Id, stop);
            }

            return true;
        }
        catch (ProfileCacheUnavailableException)
        {
            dirty.Add(persons);
            return false;
        }
    }
}
