namespace Personalization.Learning.Boosting;

/// <summary>SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): a stream of well mixed 64-bit words from a seed.</summary>
internal struct SplitMix(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    /// <summary>An independent stream for each (seed, round, purpose).</summary>
    public static SplitMix For(int seed, int round, uint purpose) =>
        new(Mix(Mix((ulong)(uint)seed + Golden) + ((ulong)(uint)round << 8) + purpose));

    public ulong Next() => Mix(_state += Golden);

    /// <summary>Evenly distributed over 0..bound-1, by Lemire's multiplication (bias under bound / 2^64).</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
