using Personalization.Learning.Numerics;

namespace Personalization.Domain.Profiles;

/// <summary>A count in which every observation loses half its weight per half-life.</summary>
/// <remarks>
/// Held as one weight valid at one instant, so it costs O(1) space. Adding is commutative up to rounding: an event that
/// arrives late leaves the same count as one that arrived on time. The one part of a profile that is not exact (1e-9
/// relative).
/// </remarks>
/// <param name="Weight">The weight at <paramref name="AsOf"/>.</param>
/// <param name="AsOf">Milliseconds since year 1.</param>
internal readonly record struct DecayedCount(double Weight, long AsOf)
{
    public DecayedCount Add(double amount, long at, double halfLife) => at >= AsOf
        ? new DecayedCount(At(at, halfLife) + amount, at)
        : this with { Weight = Weight + (amount * Remaining(AsOf - at, halfLife)) };

    public double At(long now, double halfLife) => Weight * Remaining(now - AsOf, halfLife);

    private static double Remaining(long age, double halfLife) => age == 0 ? 1 : Portable.Exp2(-(age / halfLife));
}
