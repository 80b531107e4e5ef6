using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Personalization.Service.Keys;

/// <summary>
/// The SHA-256 of a key: all that is stored or compared. A key is random, so an unsalted hash tells nothing.
/// </summary>
public readonly record struct SecretHash(UInt128 High, UInt128 Low)
{
    /// <summary>Reads 32 bytes back.</summary>
    public static SecretHash From(ReadOnlySpan<byte> sha256) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(sha256), BinaryPrimitives.ReadUInt128BigEndian(sha256[16..]));

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), Low);
        return bytes;
    }
}

/// <summary>The text of a key as a client sends it.</summary>
public static class ApiSecret
{
    /// <summary>The longest key accepted, in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>A new key: <c>pk_</c> and 256 random bits in base64url.</summary>
    public static string Generate()
    {
        Span<byte> random = stackalloc byte[32];
        RandomNumberGenerator.Fill(random);
        return "pk_" + System.Buffers.Text.Base64Url.EncodeToString(random);
    }

    /// <summary>Hashes a key without allocating. False for what cannot be a key.</summary>
    public static bool TryHash(ReadOnlySpan<char> secret, out SecretHash hash)
    {
        hash = default;
        if (secret.IsEmpty || secret.Length > MaxLength)
        {
            return false;
        }

        Span<byte> text = stackalloc byte[MaxLength * 3];
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var length = Encoding.UTF8.GetBytes(secret, text);
        SHA256.HashData(text[..length], digest);
        hash = SecretHash.From(digest);
        return true;
    }
}
