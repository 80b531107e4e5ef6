using System.Buffers.Text;
using System.Text;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Storage.Profiles;

/// <summary>What a cached entry is. The character stored for it is its value; append-only.</summary>
public enum EntryKind
{
    /// <summary>An encoded profile.</summary>
    Profile = 'P',

    /// <summary>Nothing, but entries older than its version must not come back.</summary>
    Floor = 'F',

    /// <summary>Nothing yet; somebody is reading the log to fill the place.</summary>
    Claim = 'C',

    /// <summary>The stream ended; the payload names the customer it belongs to.</summary>
    Moved = 'M',
}

/// <summary>An entry as caches store it: 16 decimal digits of version, one character of kind, the payload.</summary>
internal sealed class CacheEntry(long version, EntryKind kind, byte[] value)
{
    public const int HeaderLength = 17;

    /// <summary>How long a floor or a profile of somebody without events is worth keeping.</summary>
    public static readonly TimeSpan BriefLifetime = TimeSpan.FromMinutes(1);

    /// <summary>How long a claim lasts; a reader that takes longer does not fill its place.</summary>
    public static readonly TimeSpan ClaimLifetime = TimeSpan.FromSeconds(10);

    public long Version { get; } = version;

    public EntryKind Kind { get; } = kind;

    /// <summary>Header and payload.</summary>
    public byte[] Value { get; } = value;

    public ReadOnlySpan<byte> Payload => Value.AsSpan(HeaderLength);

    /// <summary>
    /// The rule of all caches: what stands in a place after a write. Answers the entry that stood there (nothing
    /// changes), the written one, or a floor where a claim has to end without being filled.
    /// </summary>
    public static CacheEntry? After(CacheEntry? current, CacheWrite write)
    {
        var mayFill = write.Kind != EntryKind.Profile || write.Basis == WriteBasis.Beginning;
        if (current is null)
        {
            return mayFill ? Of(write) : null;
        }

        if (current.Version > write.Version || (current.Version == write.Version && current.Kind == EntryKind.Profile))
        {
            return current;
        }

        var breaksClaim = current.Kind == EntryKind.Claim && !mayFill && !current.Payload.SequenceEqual(
            ClaimBytes(write));
        return breaksClaim ? Of(CacheWrite.Floor(write.Customer, write.Version)) : Of(write);
    }

    public static CacheEntry Of(CacheWrite write) => write.Kind switch
    {
        EntryKind.Profile => Of(write.Version, write.Kind, ProfileCodec.Encode(write.Profile!)),
        EntryKind.Moved => Of(write.Version, write.Kind, Encoding.UTF8.GetBytes(write.Target!.Value.Value)),
        _ => Of(write.Version, write.Kind, []),
    };

    public static CacheEntry OfClaim(string claim) => Of(0, EntryKind.Claim, Encoding.ASCII.GetBytes(claim));

    /// <summary>How long the entry stays without being written again.</summary>
    public static TimeSpan LifetimeOf(CacheWrite write, TimeSpan usual) =>
        write.Kind == EntryKind.Floor || (write.Kind == EntryKind.Profile && write.Version == 0)
            ? BriefLifetime
            : usual;

    /// <summary>The entry in stored bytes; null for bytes that no version of this program wrote.</summary>
    public static CacheEntry? Parse(byte[] value) =>
        value.Length >= HeaderLength
        && Utf8Parser.TryParse(value.AsSpan(0, HeaderLength - 1), out long version, out var digits)
        && digits == HeaderLength - 1
        && Enum.IsDefined((EntryKind)value[HeaderLength - 1])
            ? new CacheEntry(version, (EntryKind)value[HeaderLength - 1], value)
            : null;

    /// <summary>
    /// What a reader gets to see. Throws <see cref="FormatException"/> for a payload that is no profile.
    /// </summary>
    public CachedProfile Read(CustomerKey customer) => Kind switch
    {
        EntryKind.Profile => new CachedProfile(Decode(customer), null),
        EntryKind.Moved => new CachedProfile(null, CustomerKey.Parse(Encoding.UTF8.GetString(Payload))),
        _ => default,
    };

    private static ReadOnlySpan<byte> ClaimBytes(CacheWrite write) => Encoding.ASCII.GetBytes(write.Claim ?? "");

    private static CacheEntry Of(long version, EntryKind kind, ReadOnlySpan<byte> payload)
    {
        var value = new byte[HeaderLength + payload.Length];
        Utf8Formatter.TryFormat(version, value, out _, new System.Buffers.StandardFormat('D', HeaderLength - 1));
        value[HeaderLength - 1] = (byte)kind;
        payload.CopyTo(value.AsSpan(HeaderLength));
        return new CacheEntry(version, kind, value);
    }

    private Profile Decode(CustomerKey customer)
    {
        var profile = ProfileCodec.Decode(customer, Payload, SpareProfile.Take());
        profile.Advance(Version);
        return profile;
    }
}
