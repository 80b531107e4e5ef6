namespace Personalization.Domain.Profiles;

/// <summary>
/// Counts different texts: exactly up to 64, beyond that from the 64 smallest hashes (a KMV sketch, error about 13 %).
/// </summary>
/// <remarks>
/// Bar-Yossef et al., "Counting distinct elements in a data stream" (2002), with the unbiased (k-1)/max estimator.
/// 32-bit hashes: two of 64 texts share one about once in two million sketches.
/// </remarks>
internal sealed class DistinctSketch
{
    private uint[] _hashes = [];

    public int Count { get; private set; }

    public ReadOnlySpan<uint> Hashes => _hashes.AsSpan(0, Count);

    public static double Estimate(int kept, ulong largestHash) =>
        Math.Max(kept, (kept - 1) * (18446744073709551616.0 / largestHash));

    public void Add(string text) => Add(HashOf(text));

    public void Add(uint hash)
    {
        if (Count == Limits.SketchSize && hash > _hashes[Count - 1])
        {
            return;
        }

        var index = Array.BinarySearch(_hashes, 0, Count, hash);
        if (index < 0)
        {
            Insert(~index, hash);
        }
    }

    /// <summary>Adds many to an empty one, in any order; sorts them where they are.</summary>
    public void Fill(Span<uint> hashes)
    {
        hashes.Sort();
        if (_hashes.Length < Math.Min(hashes.Length, Limits.SketchSize))
        {
            _hashes = new uint[Math.Min(Limits.SketchSize, hashes.Length + Limits.Slack)];
        }

        foreach (var hash in hashes)
        {
            if (Count == Limits.SketchSize)
            {
                break;
            }

            if (Count == 0 || _hashes[Count - 1] != hash)
            {
                _hashes[Count++] = hash;
            }
        }
    }

    public void Clear() => Count = 0;

    public void AddAll(DistinctSketch other)
    {
        foreach (var hash in other.Hashes)
        {
            Add(hash);
        }
    }

    public double EstimatedCount() =>
        Count < Limits.SketchSize ? Count : Estimate(Count, (ulong)_hashes[Count - 1] << 32);

    public static uint HashOf(string text) => (uint)(StableHash.Of(text) >> 32);

    private void Insert(int index, uint hash)
    {
        if (Count == Limits.SketchSize)
        {
            Count--;
        }
        else if (Count == _hashes.Length)
        {
            Array.Resize(ref _hashes, Math.Min(Limits.SketchSize, Math.Max(8, Count * 2)));
        }

        Array.Copy(_hashes, index, _hashes, index + 1, Count - index);
        _hashes[index] = hash;
        Count++;
    }
}
