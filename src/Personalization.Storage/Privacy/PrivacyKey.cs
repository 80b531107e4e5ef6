using System.Security.Cryptography;
using System.Text;
using Personalization.Domain.Events;

namespace Personalization.Storage.Privacy;

/// <summary>
/// The secret behind the hashes of erased persons: who has the database but not this cannot find out whom they are of.
/// </summary>
internal sealed class PrivacyKey
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly byte[] _hashing;
    private readonly byte[] _sealing;

    public PrivacyKey(ReadOnlySpan<byte> secret)
    {
        _hashing = HMACSHA256.HashData(secret, "hash"u8);
        _sealing = HMACSHA256.HashData(secret, "seal"u8);
    }

    public PersonHash HashOf(CustomerKey person)
    {
        Span<byte> id = stackalloc byte[3 + (3 * CustomerKey.MaxIdLength)];
        Span<byte> hash = stackalloc byte[PersonHash.Length];
        HMACSHA256.HashData(_hashing, id[..Encoding.UTF8.GetBytes(person.Value, id)], hash);
        return PersonHash.From(hash);
    }

    /// <summary>Encrypts the ids that an erasure still has to work on (AES-256-GCM).</summary>
    public byte[] Seal(IReadOnlyList<CustomerKey> persons)
    {
        var plain = Encoding.UTF8.GetBytes(string.Join('\n', persons));
        var bytes = new byte[NonceLength + TagLength + plain.Length];
        var nonce = bytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_sealing, TagLength);
        cipher.Encrypt(nonce, plain, bytes.AsSpan(NonceLength + TagLength), bytes.AsSpan(NonceLength, TagLength));
        return bytes;
    }

    /// <summary>Throws <see cref="CryptographicException"/> for what another key sealed.</summary>
    public IReadOnlyList<CustomerKey> Open(ReadOnlySpan<byte> sealedBytes)
    {
        var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var cipher = new AesGcm(_sealing, TagLength);
        cipher.Decrypt(
            sealedBytes[..NonceLength],
            sealedBytes[(NonceLength + TagLength)..],
            sealedBytes.Slice(NonceLength, TagLength),
            plain);
        return [.. Encoding.UTF8.GetString(plain).Split('\n').Select(CustomerKey.Parse)];
    }
}
