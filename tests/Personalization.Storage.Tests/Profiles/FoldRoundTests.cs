using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Profiles;

public sealed class FoldRoundTests
{
    private readonly CustomerKey _customer = NewCustomer();
    private readonly CustomerKey _visitor = NewVisitor();

    [Fact, Trait("clause", "PRF-34")]
    public void A_visitor_who_was_folded_in_the_same_round_is_merged_and_not_written()
    {
        var round = Round(Of(_customer, 1, joins: _visitor, endedAt: 2), Of(_visitor, 1), Of(_visitor, 2));

        round.Run();

        Assert.Empty(round.Missing);
        Assert.Empty(round.Behind);
        var profile = Assert.Single(round.Writes, write => write.Kind == EntryKind.Profile).Profile!;
        Assert.Equal((_customer, 1L, 3L), (profile.Customer, profile.Version, profile.EventCount));
        var moved = Assert.Single(round.Writes, write => write.Kind == EntryKind.Moved);
        Assert.Equal((_visitor, _customer), (moved.Customer, moved.Target!.Value));
        Assert.Equal(2, round.Writes.Count);
    }

    [Fact, Trait("clause", "PRF-34")]
    public void A_visitor_whose_cached_profile_is_complete_is_merged()
    {
        var round = Round(Of(_customer, 3, joins: _visitor, endedAt: 5));

        round.Take([Cached(_customer, version: 2), Cached(_visitor, version: 5)]);
        round.Run();

        Assert.Equal([_customer, _visitor], round.Missing);
        var profile = round.Writes[0].Profile!;
        Assert.Equal((_customer, 3L, 8L), (profile.Customer, profile.Version, profile.EventCount));
        Assert.Empty(round.Behind);
    }

    [Fact, Trait("clause", "PRF-34")]
    public void A_visitor_whose_cached_profile_lacks_events_is_left_to_the_log()
    {
        var round = Round(Of(_customer, 3, joins: _visitor, endedAt: 5));

        round.Take([Cached(_customer, version: 2), Cached(_visitor, version: 4)]);
        round.Run();

        Assert.Equal((_customer, 2L), (Assert.Single(round.Behind).Profile.Customer, round.Behind[0].Profile.Version));
        Assert.Equal(EntryKind.Moved, Assert.Single(round.Writes).Kind);
    }

    [Fact, Trait("clause", "PRF-34")]
    public void A_visitor_who_brought_nothing_is_not_asked_for()
    {
        var round = Round(Of(_customer, 1, joins: _visitor, endedAt: 0));

        round.Run();

        Assert.Empty(round.Missing);
        Assert.Equal(1, round.Writes[0].Profile!.EventCount);
    }

    [Fact, Trait("clause", "PRF-33")]
    public void A_profile_that_has_some_of_the_run_and_its_joins_is_left_to_the_log()
    {
        var round = Round(Of(_customer, 3, joins: _visitor, endedAt: 1), Of(_customer, 4));

        round.Take([Cached(_customer, version: 3), Cached(_visitor, version: 1)]);
        round.Run();

        Assert.Equal(3, Assert.Single(round.Behind).Profile.Version);
    }

    private static FoldRound Round(params AppendOutcome[] committed) =>
        new(StreamRun.Of(committed), new HotProfiles(TimeProvider.System));

    private static AppendOutcome Of(CustomerKey stream, long version, CustomerKey? joins = null, long endedAt = 0)
    {
        var e = Event(stream, joins);
        var stored = new StoredEvent(
            stream, version, joins, e.MessageId, e.Type, e.Name, e.At, e.ReceivedAt, e.Body);
        return new AppendOutcome(Duplicate: false, stored) { EndedAt = endedAt };
    }

    private static CachedProfile Cached(CustomerKey stream, long version)
    {
        var profile = new Profile(stream);
        for (var i = 1; i <= version; i++)
        {
            profile.Fold([Of(stream, i).Stored!], i);
        }

        return new CachedProfile(profile, null);
    }
}
