using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>Under which id the customer was first seen browsing: their own, or that of a visitor who joined.</summary>
/// <remarks>
/// The earliest page, product, cart or promotion event, or joining event, which stands for the visitor it names. At the
/// same time a visitor comes before a customer. What is imported about a customer (orders, traits, e-mails) is not
/// browsing: somebody the shop has long known keeps what was decided for them as a visitor.
/// </remarks>
internal struct FirstBrowsing
{
    private readonly long _after;

    private FirstBrowsing(long at, CustomerKey key)
    {
        _after = at + 1;
        Key = key;
    }

    /// <summary>In milliseconds since year 1; <see cref="Lifetime.Never"/> before the first.</summary>
    public readonly long At => _after - 1;

    public CustomerKey Key { get; }

    public static FirstBrowsing Read(long at, CustomerKey key) => new(at, key);

    public void Add(CustomerEvent happened, long at, CustomerKey own)
    {
        if (At != Lifetime.Never && at > At)
        {
            return;
        }

        if (happened.Joined is { } visitor)
        {
            Add(at, visitor);
        }
        else if (EventVocabulary.IsBrowsing(happened.Kind))
        {
            Add(at, happened.Stream ?? own);
        }
    }

    public void Add(long at, CustomerKey key)
    {
        // "a:" sorts before "u:".
        if (at != Lifetime.Never
            && (At == Lifetime.Never || at < At || (at == At && string.CompareOrdinal(key.Value, Key.Value) < 0)))
        {
            this = new FirstBrowsing(at, key);
        }
    }
}
