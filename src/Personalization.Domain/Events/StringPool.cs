using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Personalization.Domain.Events;

/// <summary>Gives one string for the same UTF-8 bytes most of the time, without allocating it again.</summary>
/// <remarks>
/// Product ids and categories repeat across events. Entries are immutable and replace each other, so threads share it
/// without a lock: at worst a string is made twice. At most 8,192 strings of at most 64 bytes are held.
/// </remarks>
internal static class StringPool
{
    private const int Slots = 8192;
    private const int MaxBytes = 64;
    private static readonly Entry?[] Entries = new Entry?[Slots];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var slot = ref Entries[Slot(utf8)];
        var entry = slot;
        if (entry is not null && utf8.SequenceEqual(entry.Bytes))
        {
            return entry.Text;
        }

        entry = new Entry(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        Volatile.Write(ref slot, entry);
        return entry.Text;
    }

    private static int Slot(ReadOnlySpan<byte> utf8)
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

        return (int)((hash ^ (hash >> 32)) & (Slots - 1));
    }

    private sealed record Entry(byte[] Bytes, string Text);
}
