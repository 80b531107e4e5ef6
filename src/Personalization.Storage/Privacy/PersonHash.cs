using System.Buffers.Binary;

namespace Personalization.Storage.Privacy;

/// <summary>A keyed hash (HMAC-SHA256) that stands for a person's id where the id itself must not be kept.</summary>
public readonly record struct PersonHash
{
    /// <summary>How many bytes it has.</summary>
    public const int Length = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private PersonHash(UInt128 high, UInt128 low) => (_high, _low) = (high, low);

    /// <summary>Takes 32 bytes.</summary>
    public static PersonHash From(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..Length]));

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    /// <summary>64 hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToBytes());
}
