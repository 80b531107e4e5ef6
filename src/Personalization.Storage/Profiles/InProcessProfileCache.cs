using System.Collections.Concurrent;
using Personalization.Domain.Events;
using Personalization.Storage.Events;

namespace Personalization.Storage.Profiles;

/// <summary>A bounded cache in this process. Thread-safe; reads take no lock.</summary>
/// <remarks>
/// When the entries outgrow the bound, places are looked at in the order in which they were filled: one that was read
/// or written since it was last looked at gets a second chance, any other is forgotten (CLOCK, an approximation of
/// least recently used).
/// </remarks>
public sealed class InProcessProfileCache(long capacityBytes, TimeProvider clock) : IProfileCache
{
    private const int Overhead = 200;

    private readonly ConcurrentDictionary<CustomerKey, Place> _places = new();
    private readonly ConcurrentQueue<Place> _hand = new();
    private long _bytes;
    private FeedPosition? _mark;

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public TimeSpan Patience => TimeSpan.Zero;

    /// <summary>Bytes held at the moment, overhead included.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <inheritdoc/>
    public ValueTask<CachedProfile> GetAsync(CustomerKey customer, CancellationToken stop) => new(Get(customer));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<CachedProfile>> GetManyAsync(
        IReadOnlyList<CustomerKey> customers, CancellationToken stop)
    {
        var found = new CachedProfile[customers.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = Get(customers[i]);
        }

        return new ValueTask<IReadOnlyList<CachedProfile>>(found);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long?>> GetVersionsAsync(
        IReadOnlyList<CustomerKey> customers, CancellationToken stop)
    {
        var versions = new long?[customers.Count];
        for (var i = 0; i < versions.Length; i++)
        {
            versions[i] =
                _places.TryGetValue(customers[i], out var place) && place.Entry is { Kind: EntryKind.Profile } entry
                ? entry.Version
                : null;
        }

        return new ValueTask<IReadOnlyList<long?>>(versions);
    }

    /// <inheritdoc/>
    public ValueTask<string?> ClaimAsync(CustomerKey customer, CancellationToken stop)
    {
        var claim = Guid.NewGuid().ToString("N");
        var until = clock.GetUtcNow() + CacheEntry.ClaimLifetime;
        var granted = false;
        Change(customer, current =>
        {
            granted = current is null or { Kind: EntryKind.Floor };
            return current ?? CacheEntry.OfClaim(claim);
        }, until);
        return new ValueTask<string?>(granted ? claim : null);
    }

    /// <inheritdoc/>
    public ValueTask PutManyAsync(IReadOnlyList<CacheWrite> writes, CancellationToken stop)
    {
        foreach (var write in writes)
        {
            Change(write.Customer, current => CacheEntry.After(current, write), DateTimeOffset.MaxValue);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(CustomerKey customer, CancellationToken stop)
    {
        Change(customer, _ => null, DateTimeOffset.MaxValue);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<FeedPosition?> GetMarkAsync(CancellationToken stop) => new(_mark);

    /// <inheritdoc/>
    public ValueTask SetMarkAsync(FeedPosition mark, CancellationToken stop)
    {
        _mark = mark;
        return ValueTask.CompletedTask;
    }

    /// <summary>Forgets everybody.</summary>
    internal void Clear()
    {
        foreach (var customer in _places.Keys)
        {
            Change(customer, _ => null, DateTimeOffset.MaxValue);
        }
    }

    private CachedProfile Get(CustomerKey customer)
    {
        if (!_places.TryGetValue(customer, out var place) || place.Entry is not { } entry)
        {
            return default;
        }

        place.Touched = true;
        return entry.Read(customer);
    }

    private void Change(CustomerKey customer, Func<CacheEntry?, CacheEntry?> next, DateTimeOffset until)
    {
        while (true)
        {
            var place = _places.GetOrAdd(customer, static key => new Place(key));
            lock (place)
            {
                if (place.Forgotten)
                {
                    continue;
                }

                var current = place.Until <= clock.GetUtcNow() ? null : place.Entry;
                var entry = next(current);
                if (!ReferenceEquals(entry, current))
                {
                    place.Until = until;
                }

                Replace(place, entry);
            }

            break;
        }

        Shrink();
    }

    // Called under the place's lock.
    private void Replace(Place place, CacheEntry? entry)
    {
        if (ReferenceEquals(place.Entry, entry) && entry is not null)
        {
            return;
        }

        // Being new is no reason for a second chance: otherwise a wave of new customers would wash the favourites out.
        place.Touched = place.Entry is not null;
        Interlocked.Add(ref _bytes, SizeOf(entry) - SizeOf(place.Entry));
        place.Entry = entry;
        if (entry is not null && !place.Queued)
        {
            place.Queued = true;
            _hand.Enqueue(place);
        }
        else if (entry is null && !place.Queued)
        {
            place.Forgotten = true;
            _places.TryRemove(new KeyValuePair<CustomerKey, Place>(place.Customer, place));
        }
    }

    private void Shrink()
    {
        while (Interlocked.Read(ref _bytes) > capacityBytes && _hand.TryDequeue(out var place))
        {
            lock (place)
            {
                place.Queued = place.Touched && place.Entry is not null;
                if (place.Queued)
                {
                    place.Touched = false;
                    _hand.Enqueue(place);
                }
                else
                {
                    Replace(place, null);
                }
            }
        }
    }

    private static int SizeOf(CacheEntry? entry) => entry is null ? 0 : entry.Value.Length + Overhead;

    private sealed class Place(CustomerKey customer)
    {
        public CustomerKey Customer { get; } = customer;

        public volatile CacheEntry? Entry;

        public volatile bool Touched;

        public bool Queued;

        public bool Forgotten;

        public DateTimeOffset Until = DateTimeOffset.MaxValue;
    }
}
