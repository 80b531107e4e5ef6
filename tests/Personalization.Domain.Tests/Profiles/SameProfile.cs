using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

/// <summary>
/// Holds two profiles to be the same: every byte of their encoding but the decayed weights, those to 1e-9.
/// </summary>
internal static class SameProfile
{
    public static void Assert(Profile expected, Profile actual)
    {
        var weights = expected.Categories.Select(category => category.Weight).ToArray();
        var others = actual.Categories.Select(category => category.Weight).ToArray();
        Xunit.Assert.Equal(weights.Length, others.Length);
        for (var i = 0; i < weights.Length; i++)
        {
            Xunit.Assert.InRange(Math.Abs(weights[i] - others[i]), 0, 1e-9 * Math.Abs(weights[i]));
        }

        Xunit.Assert.Equal(WithoutWeights(expected), WithoutWeights(actual));
    }

    private static byte[] WithoutWeights(Profile profile)
    {
        var copy = ProfileCodec.Decode(profile.Customer, ProfileCodec.Encode(profile));
        for (var i = 0; i < copy.CategoryMap.Count; i++)
        {
            ref var counts = ref copy.CategoryMap.ValueAt(i);
            counts.Interest = counts.Interest with { Weight = 0 };
        }

        return ProfileCodec.Encode(copy);
    }
}
