using Personalization.Domain.Events;
using Personalization.Domain.Privacy;

namespace Personalization.Domain.Profiles;

/// <summary>
/// Everything that decisions, features and scores need to know of one customer, folded from the customer's events.
/// </summary>
/// <remarks>
/// <see cref="Apply"/> is the only way a profile changes. It is commutative: late, shuffled and split events leave the
/// same profile, exactly so but for the decayed category weights (1e-9 relative). What is kept is bounded, see <see
/// cref="Limits"/>; what is dropped does not depend on the order of events either. Mutable and not safe to share
/// between threads. Instants are kept to the millisecond.
/// </remarks>
public sealed partial class Profile(CustomerKey customer)
{
    /// <summary>Whose profile it is.</summary>
    public CustomerKey Customer { get; private set; } = customer;

    /// <summary>The last version of the customer's stream folded in; 0 before the first.</summary>
    public long Version { get; private set; }

    internal Lifetime Lifetime { get; } = new();

    internal DayTable OrderDays { get; } = new(OrderColumn.Count, Limits.OrderDays);

    internal DayTable BrowsingDays { get; } = new(BrowsingColumn.Count, Limits.BrowsingDays);

    internal SessionTable Sessions { get; } = new();

    internal TouchList Viewed { get; } = new(Limits.RecentProducts);

    internal TouchList Carted { get; } = new(Limits.CartedProducts);

    internal TouchList Bought { get; } = new(Limits.RecentProducts);

    internal DistinctSketch ProductsViewed { get; } = new();

    internal DistinctSketch ProductsBought { get; } = new();

    internal NewestList<RecentEvent, RecentEvent.Order> Recent { get; } = new(Limits.RecentEvents);

    internal ExposureList Exposures { get; } = new();

    internal CartJournal CartOperations { get; } = new();

    internal KeyedSample<CategoryCounts> CategoryMap { get; } = new(Limits.Categories);

    /// <summary>What the customer allows.</summary>
    public Permissions Permissions { get; } = new();

    internal KeyedSample<TraitEntry> TraitMap { get; } = new(Limits.Traits);

    internal KeyedSample<NamedCount> EventNames { get; } = new(Limits.EventNames);

    internal ref FirstBrowsing Browsed => ref _browsed;

    private FirstBrowsing _browsed;

    /// <summary>Folds one event in. Applying the same event twice counts it twice: the log holds each once.</summary>
    public void Apply(CustomerEvent happened)
    {
        var at = Instants.ToMilliseconds(happened.At);
        Lifetime.Add(happened, at);
        CountDay(happened.Kind, Instants.DayOf(at));
        if (EventVocabulary.IsVisit(happened.Kind))
        {
            Sessions.Add(at);
        }

        _browsed.Add(happened, at, Customer);
        ApplyKind(happened, at);
        if (happened.Traits.Count > 0)
        {
            ApplyTraits(happened.Traits, at);
        }

        if (happened.Permissions.Count > 0)
        {
            ApplyPermissions(happened.Permissions, at);
        }

        Recent.Add(RecentEvent.Of(happened, at));
    }

    /// <summary>Says up to which version of the stream events have been folded in. Never goes back.</summary>
    public void Advance(long version) => Version = Math.Max(Version, version);

    /// <summary>
    /// Folds a run of the customer's history, as the log gives it, and advances to its last version. Events that are in
    /// the profile already are skipped: those of the customer's own stream up to <see cref="Version"/>, and those of a
    /// joined stream whose joining event is skipped. So folding a page twice changes nothing.
    /// </summary>
    public void Fold(IEnumerable<StoredEvent> events, long version)
    {
        var run = events as IReadOnlyList<StoredEvent> ?? events.ToList();
        var folded = FoldedStreams(run);
        foreach (var stored in run)
        {
            if (!IsFolded(stored, folded))
            {
                Apply(CustomerEvent.Read(stored));
            }
        }

        Advance(version);
    }

    /// <summary>The profile of both event lists together, under the first one's name and version.</summary>
    public static Profile Merge(Profile a, Profile b)
    {
        var both = new Profile(a.Customer) { Version = a.Version };
        both.AddAll(a);
        both.AddAll(b);
        return both;
    }

    /// <summary>Makes it the empty profile of another customer, which keeps the room that the last one took.</summary>
    internal void Clear(CustomerKey other)
    {
        Customer = other;
        Version = 0;
        Lifetime.Clear();
        OrderDays.Clear();
        BrowsingDays.Clear();
        Sessions.Clear();
        Viewed.Clear();
        Carted.Clear();
        Bought.Clear();
        ProductsViewed.Clear();
        ProductsBought.Clear();
        Recent.Clear();
        Exposures.Clear();
        CartOperations.Clear();
        CategoryMap.Clear();
        Permissions.Words.Clear();
        TraitMap.Clear();
        EventNames.Clear();
        _browsed = default;
    }

    private void AddAll(Profile other)
    {
        Lifetime.AddAll(other.Lifetime);
        OrderDays.AddAll(other.OrderDays);
        BrowsingDays.AddAll(other.BrowsingDays);
        Sessions.AddAll(other.Sessions);
        Viewed.AddAll(other.Viewed);
        Carted.AddAll(other.Carted);
        Bought.AddAll(other.Bought);
        ProductsViewed.AddAll(other.ProductsViewed);
        ProductsBought.AddAll(other.ProductsBought);
        Recent.AddAll(other.Recent);
        Exposures.AddAll(other.Exposures);
        _browsed.Add(other._browsed.At, other._browsed.Key);
        CartOperations.Clear(Lifetime.LastOrder);
        CartOperations.AddAll(other.CartOperations, Lifetime.LastOrder);
        Permissions.AddAll(other.Permissions);
        AddMaps(other);
    }

    private void AddMaps(Profile other)
    {
        for (var i = 0; i < other.CategoryMap.Count; i++)
        {
            var place = CategoryMap.PlaceOf(other.CategoryMap.KeyAt(i));
            if (place >= 0)
            {
                CategoryMap.ValueAt(place).AddAll(other.CategoryMap.ValueAt(i));
            }
        }

        for (var i = 0; i < other.TraitMap.Count; i++)
        {
            SetTrait(other.TraitMap.KeyAt(i), other.TraitMap.ValueAt(i));
        }

        for (var i = 0; i < other.EventNames.Count; i++)
        {
            CountName(other.EventNames.KeyAt(i), other.EventNames.ValueAt(i));
        }
    }

    private HashSet<CustomerKey>? FoldedStreams(IReadOnlyList<StoredEvent> run)
    {
        HashSet<CustomerKey>? folded = null;
        var grew = Version > 0;
        while (grew)
        {
            grew = false;
            foreach (var stored in run)
            {
                if (stored.Joined is { } joined && IsFolded(stored, folded))
                {
                    grew |= (folded ??= []).Add(joined);
                }
            }
        }

        return folded;
    }

    private bool IsFolded(StoredEvent stored, HashSet<CustomerKey>? folded) =>
        stored.Customer == Customer ? stored.Version <= Version : folded?.Contains(stored.Customer) == true;
}
