using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Personalization.Domain.Events;

/// <summary>Gives one string for the same UTF-8 bytes most of the time, without allocating it again.</summary>
/// <remarks>
/// Product ids and categories repeat across events, names and addresses of customers hardly do. So a string takes the
/// place of another only when it is asked for twice and no third one in between: what is asked for once dies young and
/// leaves nothing behind. Entries are immutable and replace each other, so threads share the pool without a lock: at
/// worst a string is made twice. At most 8,192 strings of at most 64 bytes are held.
/// </remarks>
internal static class StringPool
{
    private const int Slots = 8192;
    private const int MaxBytes = 64;
    private static readonly Entry?[] Entries = new Entry?[Slots];

    // Part of the hash of what was last asked for in vain.
    private static readonly uint[] Candidates = new uint[Slots];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var hash = HashOf(utf8);
        var slot = (int)(hash & (Slots - 1));
        var entry = Entries[slot];
        if (entry is not null && utf8.SequenceEqual(entry.Bytes))
        {
            return entry.Text;
        }

        var text = Encoding.UTF8.GetString(utf8);
        ref var candidate = ref Candidates[slot];
        var its = (uint)(hash >> 32);
        if (candidate == its)
        {
            Volatile.Write(ref Entries[slot], new Entry(utf8.ToArray(), text));
        }

        candidate = its;
        return text;
    }

    private static ulong HashOf(ReadOnlySpan<byte> utf8)
    {
        const ulong Prime = 0x9E3779B97F4A7C15UL;
        var hash = (ulong)utf8.Length;
        for (; utf8.Length >= 8; utf8 = utf8[8..])
        {
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8)) * Prime, 29);
        }

        foreach (var value in utf8)
        {
            hash = (hash ^ value) * Prime;
        }

        return hash ^ (hash >> 32);
    }

    private sealed record Entry(byte[] Bytes, string Text);
}
