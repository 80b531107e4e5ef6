using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

public class ProfileTests
{
    [Theory, Trait("clause", "PRF-1")]
    [InlineData(60, 20)]
    [InlineData(1500, 20)]
    [InlineData(3000, 600)]
    public void Events_in_any_order_leave_the_same_profile(int count, int variety)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var histories = new Histories(seed) { Variety = variety, Days = 500 };
            var events = histories.Make(count);

            var straight = Histories.Fold(events);
            var shuffled = Histories.Fold(histories.Shuffled(events));

            SameProfile.Assert(straight, shuffled);
        }
    }

    [Theory, Trait("clause", "PRF-2")]
    [InlineData(60, 20)]
    [InlineData(1500, 20)]
    [InlineData(3000, 600)]
    public void Merging_two_profiles_equals_folding_both_lists(int count, int variety)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var histories = new Histories(seed) { Variety = variety, Days = 500 };
            var events = histories.Make(count);
            var cut = histories.Next(count);

            var merged = Profile.Merge(Histories.Fold(events.Take(cut)), Histories.Fold(events.Skip(cut)));

            SameProfile.Assert(Histories.Fold(events), merged);
        }
    }
}
