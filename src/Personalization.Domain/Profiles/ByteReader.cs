using System.Buffers.Binary;
using System.Numerics;
using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>
/// Reads what <see cref="ByteWriter"/> wrote; anything that cannot be that is a <see cref="FormatException"/>.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _next;

    public readonly bool IsAtEnd => _next == _bytes.Length;

    public static FormatException Foreign(string what) => new($"These bytes are not a profile: {what}.");

    public byte Byte() => _next < _bytes.Length ? _bytes[_next++] : throw EndTooEarly();

    public ulong Number()
    {
        var first = Byte();
        return first < 0x80 ? first : Longer(first);
    }

    /// <summary>A number from 0 to a largest one.</summary>
    public long Number(long most)
    {
        var value = Number();
        return value <= (ulong)most ? (long)value : throw Foreign($"a number is above {most}");
    }

    /// <summary>A count of things that take at least one byte each.</summary>
    public int Count(int most) => (int)Number(Math.Min(most, _bytes.Length - _next));

    public long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public long Elapsed()
    {
        var value = Number((Instants.MaxMilliseconds << 1) | 1);
        return (value & 1) == 1 ? value >> 1 : (value >> 1) * 1000;
    }

    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public double Real()
    {
        var value = BinaryPrimitives.ReadDoubleLittleEndian(Take(8));
        return double.IsFinite(value) ? value : throw Foreign("a number is not finite");
    }

    public string Text(int mostBytes) => StringPool.Get(Take(Count(mostBytes)));

    /// <summary>Fills in the numbers that are not zero and leaves the others as they are.</summary>
    public void Sparse(scoped Span<long> values, bool signed)
    {
        var present = Number();
        if (BitOperations.Log2(present | 1) >= values.Length)
        {
            throw Foreign("an unknown counter");
        }

        for (; present != 0; present &= present - 1)
        {
            values[BitOperations.TrailingZeroCount(present)] = signed ? Signed() : Number(long.MaxValue);
        }
    }

    private ulong Longer(byte first)
    {
        var value = (ulong)first & 0x7f;
        for (var shift = 7; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Foreign("a number is too long");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_bytes.Length - _next < count)
        {
            throw EndTooEarly();
        }

        _next += count;
        return _bytes.Slice(_next - count, count);
    }

    private static FormatException EndTooEarly() => Foreign("they end too early");
}
