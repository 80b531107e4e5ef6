namespace Personalization.Domain.Experiments;

/// <summary>
/// Where a customer stands in a split: a stable number in [0, 1) made from a seed and the customer's id.
/// </summary>
/// <remarks>
/// The published hash of GrowthBook's SDKs, version 2 (FNV-1a over UTF-16 units, applied twice, in steps of 1/10,000),
/// so that any of them assigns a customer as this service does. The numbers are pinned for good: a changed hash would
/// move every customer.
/// </remarks>
public static class Bucketing
{
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;
    private const uint Steps = 10_000;

    /// <summary>The customer's place for this seed: 0, 0.0001 … 0.9999. Two seeds give unrelated places.</summary>
    public static double Place(string seed, string value)
    {
        Span<char> digits = stackalloc char[10];
        var first = Fnv32a(value, Fnv32a(seed, FnvOffset));
        first.TryFormat(digits, out var length);
        return Fnv32a(digits[..length], FnvOffset) % Steps / (double)Steps;
    }

    /// <summary>
    /// The index of the share that a place falls into, or -1 when it falls outside all of them.
    /// </summary>
    /// <param name="place">From <see cref="Place"/>.</param>
    /// <param name="shares">The cumulative starts and widths from <see cref="Shares"/>.</param>
    public static int Choose(double place, ReadOnlySpan<Share> shares)
    {
        for (var i = 0; i < shares.Length; i++)
        {
            if (place >= shares[i].From && place < shares[i].Until)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// Lays weights out in [0, 1) one after the other, each filled from its start to the covered part of its width.
    /// </summary>
    /// <remarks>
    /// Because a share's start does not depend on the coverage, raising the coverage only adds customers: nobody who
    /// had a variant gets another one. Weights are relative to their sum; all zero gives shares that nobody falls into.
    /// </remarks>
    /// <param name="weights">Not negative, finite.</param>
    /// <param name="coverage">The part of all customers that is in the split, 0 to 1.</param>
    public static Share[] Shares(ReadOnlySpan<double> weights, double coverage)
    {
        var total = 0.0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var shares = new Share[weights.Length];
        var passed = 0.0;
        for (var i = 0; i < weights.Length && total > 0; i++)
        {
            // Dividing sums, rather than summing quotients, ends the last share at exactly 1.
            var from = passed / total;
            passed += weights[i];
            shares[i] = new Share(from, from + (((passed / total) - from) * coverage));
        }

        return shares;
    }

    /// <summary>A well-mixed number for a text, the same for good.</summary>
    internal static uint Hash(string text)
    {
        // FNV leaves the low bits of similar texts alike; Murmur3's finaliser spreads them.
        var hash = Fnv32a(text, FnvOffset);
        hash = unchecked((hash ^ (hash >> 16)) * 0x85ebca6b);
        hash = unchecked((hash ^ (hash >> 13)) * 0xc2b2ae35);
        return hash ^ (hash >> 16);
    }

    private static uint Fnv32a(ReadOnlySpan<char> text, uint hash)
    {
        foreach (var unit in text)
        {
            hash = unchecked((hash ^ unit) * FnvPrime);
        }

        return hash;
    }
}

/// <summary>A run of places, <see cref="From"/> included and <see cref="Until"/> not.</summary>
public readonly record struct Share(double From, double Until);
