using System.Collections.Concurrent;
using Personalization.Domain.Events;

namespace Personalization.Storage.Profiles;

/// <summary>
/// The customers whose cached profile this node knows to be behind the log, because the cache did not take a fold.
/// Until they are healed this node reads them from the log. Bounded: past that, it distrusts the whole cache.
/// </summary>
public sealed class DirtyProfiles(int capacity = 100_000)
{
    private readonly ConcurrentDictionary<CustomerKey, long> _customers = new();
    private long _stamp;
    private long _overflow;

    /// <summary>Whether there is anything to heal.</summary>
    public bool Any => !_customers.IsEmpty || Overflow != 0;

    /// <summary>0, or the number of the overflow since which the whole cache is distrusted.</summary>
    public long Overflow => Volatile.Read(ref _overflow);

    /// <summary>Whether the cache must not be believed about this customer.</summary>
    public bool Distrusts(CustomerKey customer) =>
        Overflow != 0 || (!_customers.IsEmpty && _customers.ContainsKey(customer));

    /// <summary>Notes customers whose entries may be behind.</summary>
    public void Add(IEnumerable<CustomerKey> customers)
    {
        foreach (var customer in customers)
        {
            var stamp = Interlocked.Increment(ref _stamp);
            if (_customers.Count >= capacity)
            {
                Volatile.Write(ref _overflow, stamp);
                return;
            }

            _customers[customer] = stamp;
        }
    }

    /// <summary>Some customers to heal, each with the stamp to hand back.</summary>
    public IReadOnlyList<KeyValuePair<CustomerKey, long>> Take(int limit) => _customers.Take(limit).ToArray();

    /// <summary>Notes that a customer is healed, unless it was noted again meanwhile.</summary>
    public void Healed(KeyValuePair<CustomerKey, long> customer) => _customers.TryRemove(customer);

    /// <summary>Trusts the cache again, unless there was another overflow meanwhile.</summary>
    public void EndOverflow(long overflow) => Interlocked.CompareExchange(ref _overflow, 0, overflow);
}
