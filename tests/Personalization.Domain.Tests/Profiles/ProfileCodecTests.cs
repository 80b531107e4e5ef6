using System.Buffers;
using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

public sealed class ProfileCodecTests
{
    [Theory, Trait("clause", "PRF-7")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(2000)]
    public void A_decoded_profile_is_the_one_that_was_encoded(int events)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var profile = Histories.Fold(new Histories(seed) { Variety = 10 + (seed * 20) }.Make(events));
            profile.Advance(events);

            var bytes = ProfileCodec.Encode(profile);
            var back = ProfileCodec.Decode(profile.Customer, bytes);

            Assert.Equal(bytes, ProfileCodec.Encode(back));
            Assert.Equal(events, back.Version);
            Assert.Equal(profile.RecentEvents, back.RecentEvents);
            Assert.Equal(profile.RecentProducts, back.RecentProducts);
            Assert.Equal(profile.Cart(), back.Cart());
            Assert.Equal(profile.Traits, back.Traits);
            Assert.Equal(profile.Permissions.Consents, back.Permissions.Consents);
            Assert.Equal(profile.Permissions.OptOuts, back.Permissions.OptOuts);
            Assert.Equal(profile.Categories, back.Categories);
            Assert.Equal(Features(profile), Features(back));
        }
    }

    [Fact, Trait("clause", "PRF-7")]
    public void What_is_decoded_into_a_profile_that_was_used_before_is_what_a_new_one_would_hold()
    {
        var used = new Profile(Made.Customer);
        for (var seed = 0; seed < 60; seed++)
        {
            var profile = Histories.Fold(
                new Histories(seed) { Variety = 5 + (seed * 7 % 200) }.Make(seed % 5 == 0 ? 0 : seed * 37 % 400));
            profile.Advance(seed);
            var bytes = ProfileCodec.Encode(profile);

            var back = ProfileCodec.Decode(profile.Customer, bytes, used);

            Assert.Same(used, back);
            Assert.Equal(bytes, ProfileCodec.Encode(back));
            Assert.Equal(Features(profile), Features(back));
            Assert.Equal(profile.AssignmentId, back.AssignmentId);
            back.Apply(CustomerEvent.Read(Made.Event("Order Completed")));
        }
    }

    [Fact, Trait("clause", "PRF-7")]
    public void Decoding_into_a_profile_that_was_used_before_allocates_next_to_nothing()
    {
        var bytes = ProfileCodec.Encode(Histories.Fold(new Histories(3).Make(200)));
        var used = new Profile(Made.Customer);
        for (var i = 0; i < 20; i++)
        {
            ProfileCodec.Decode(Made.Customer, bytes, used);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            ProfileCodec.Decode(Made.Customer, bytes, used);
        }

        // Only texts: those too long for the pool of strings, and those that share a slot of it.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 1_000);
    }

    [Fact, Trait("clause", "PRF-7")]
    public void Both_ways_of_encoding_give_the_same_bytes()
    {
        var profile = Histories.Fold(new Histories(6).Make(100));
        var into = new ArrayBufferWriter<byte>();

        ProfileCodec.Encode(profile, into);

        Assert.Equal(ProfileCodec.Encode(profile), into.WrittenSpan.ToArray());
        Assert.Equal(ProfileCodec.FoldVersion, into.WrittenSpan[0]);
    }

    [Fact, Trait("clause", "PRF-7")]
    public void Bytes_cut_off_anywhere_or_with_more_behind_are_refused()
    {
        var bytes = ProfileCodec.Encode(Histories.Fold(new Histories(1).Make(60)));

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<FormatException>(() => ProfileCodec.Decode(Made.Customer, bytes.AsSpan(0, length)));
        }

        Assert.Throws<FormatException>(() => ProfileCodec.Decode(Made.Customer, [.. bytes, 0]));
    }

    [Fact, Trait("clause", "PRF-7")]
    public void Bytes_of_another_fold_version_are_refused()
    {
        var bytes = ProfileCodec.Encode(Histories.Fold(new Histories(1).Make(60)));
        bytes[0]++;

        Assert.Throws<FormatException>(() => ProfileCodec.Decode(Made.Customer, bytes));
    }

    [Fact, Trait("clause", "PRF-7")]
    public void Damaged_bytes_are_refused_or_read_as_some_profile_and_never_allocate_much()
    {
        var random = new Random(20260301);
        var refused = 0;
        const int Rounds = 20_000;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = round % 50 == 0 || round == 0
                ? ProfileCodec.Encode(Histories.Fold(new Histories(round).Make(80)))
                : Damaged(random);

            var before = GC.GetAllocatedBytesForCurrentThread();
            refused += IsRefused(bytes) ? 1 : 0;

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        }

        Assert.InRange(refused, Rounds / 4, Rounds);
    }

    private static byte[] Damaged(Random random)
    {
        if (random.Next(5) == 0)
        {
            var noise = new byte[random.Next(300)];
            random.NextBytes(noise);
            return [ProfileCodec.FoldVersion, .. noise];
        }

        var bytes = (byte[])Whole.Clone();
        for (var hits = 1 + random.Next(3); hits > 0; hits--)
        {
            bytes[1 + random.Next(bytes.Length - 1)] = random.Next(3) == 0 ? (byte)0xff : (byte)random.Next(256);
        }

        return bytes;
    }

    private static byte[] Whole { get; } = ProfileCodec.Encode(Histories.Fold(new Histories(12).Make(80)));

    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            var profile = ProfileCodec.Decode(Made.Customer, bytes);
            profile.Apply(CustomerEvent.Read(Made.Event("Order Completed")));
            ProfileCodec.Decode(Made.Customer, ProfileCodec.Encode(profile));
            return false;
        }
        catch (FormatException)
        {
            return true;
        }
    }

    private static double[] Features(Profile profile)
    {
        var values = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(profile, Histories.Start.AddDays(130), values);
        return values;
    }
}
