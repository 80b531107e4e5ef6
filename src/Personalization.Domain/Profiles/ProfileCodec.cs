using System.Buffers;
using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>The stored form of a profile: a version byte, then numbers in as few bytes as they need.</summary>
/// <remarks>
/// Times are written as spans back from the last event, texts once with references to them. A typical customer (40
/// events, 5 orders) takes well under 1 KB and none more than <see cref="Limits.MaxEncodedBytes"/>. The customer's key
/// is not part of it.
/// </remarks>
public static class ProfileCodec
{
    /// <summary>
    /// Number of the fold and of this format, in the first byte. Part of a cache's keys: a changed fold never reads an
    /// old profile.
    /// </summary>
    public const int FoldVersion = 4;

    private const int TypicalBytes = 1024;

    /// <summary>The profile as bytes of its own.</summary>
    public static byte[] Encode(Profile profile)
    {
        var writer = new ByteWriter(TypicalBytes);
        try
        {
            ProfileEncoder.Write(ref writer, profile);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Appends the profile to a buffer.</summary>
    public static void Encode(Profile profile, IBufferWriter<byte> into)
    {
        var writer = new ByteWriter(TypicalBytes);
        try
        {
            ProfileEncoder.Write(ref writer, profile);
            into.Write(writer.Written);
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>
    /// Reads a profile back. Bytes of another version, cut off or not a profile at all are a <see
    /// cref="FormatException"/>; nothing larger than the limits is ever allocated for them.
    /// </summary>
    public static Profile Decode(CustomerKey customer, ReadOnlySpan<byte> bytes) =>
        Decode(customer, bytes, new Profile(customer));

    /// <summary>
    /// The same into a profile that nobody else holds, whatever it was before: it is answered, and keeps its room.
    /// After an exception it is good for nothing but another call.
    /// </summary>
    public static Profile Decode(CustomerKey customer, ReadOnlySpan<byte> bytes, Profile into)
    {
        into.Clear(customer);
        ProfileDecoder.Read(bytes, into);
        return into;
    }
}
