using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

public class ProfileCodecTests
{
    [Theory, Trait("clause", "PRF-7")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(2000)]
    public void A_decoded_profile_encodes_to_the_same_bytes(int events)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var profile = Histories.Fold(new Histories(seed).Make(events));
            profile.Advance(events);

            var bytes = ProfileCodec.Encode(profile);
            var back = ProfileCodec.Decode(profile.Customer, bytes);

            Assert.Equal(bytes, ProfileCodec.Encode(back));
            Assert.Equal(events, back.Version);
            Assert.Equal(profile.LastSeen, back.LastSeen);
            Assert.Equal(profile.RecentProducts, back.RecentProducts);
            Assert.Equal(profile.Cart(), back.Cart());
            Assert.Equal(profile.Traits, back.Traits);
            Assert.Equal(profile.Categories, back.Categories);
        }
    }

    [Fact, Trait("clause", "PRF-7")]
    public void Bytes_cut_off_anywhere_are_refused()
    {
        var bytes = ProfileCodec.Encode(Histories.Fold(new Histories(1).Make(60)));

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<FormatException>(() => ProfileCodec.Decode(CustomerKey.Known("c-1"), bytes.AsSpan(0, length)));
        }
    }
}
