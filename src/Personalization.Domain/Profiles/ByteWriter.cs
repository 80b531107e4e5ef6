using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Personalization.Domain.Profiles;

/// <summary>
/// Writes numbers and texts compactly into a rented buffer that grows; <see cref="Return"/> gives it back.
/// </summary>
internal ref struct ByteWriter(int capacity)
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Byte(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    /// <summary>Seven bits a byte, least significant first; 1 to 10 bytes.</summary>
    public void Number(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _buffer[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_length++] = (byte)value;
    }

    public void Number(long value) => Number((ulong)value);

    /// <summary>Small numbers of either sign stay small.</summary>
    public void Signed(long value) => Number((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A span of milliseconds; whole seconds, as imports have them, take a byte less.</summary>
    public void Elapsed(long milliseconds) => Number(
        milliseconds % 1000 == 0 ? (milliseconds / 1000) << 1 : (milliseconds << 1) | 1);

    public void Fixed32(uint value)
    {
        Reserve(4);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_length), value);
        _length += 4;
    }

    public void Real(double value)
    {
        Reserve(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_length), value);
        _length += 8;
    }

    public void Text(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        Number((ulong)bytes);
        Reserve(bytes);
        Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
        _length += bytes;
    }

    /// <summary>Which of at most 63 numbers are not zero, then those.</summary>
    public void Sparse(scoped ReadOnlySpan<long> values, bool signed)
    {
        var present = 0UL;
        for (var i = 0; i < values.Length; i++)
        {
            present |= values[i] != 0 ? 1UL << i : 0;
        }

        Number(present);
        foreach (var value in values)
        {
            if (value != 0 && signed)
            {
                Signed(value);
            }
            else if (value != 0)
            {
                Number(value);
            }
        }
    }

    public void Return()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + bytes));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
