using Personalization.Domain.Profiles;

namespace Personalization.Domain.Privacy;

/// <summary>
/// What a customer allows: consent by category of use, opt-outs by channel and topic. Of two words on the same thing
/// the later counts, of two at once the denial, so the order in which they arrive does not matter.
/// </summary>
/// <remarks>
/// Keeps <see cref="Most"/> words; once there are more, those with the smallest hashes, and whatever is not among them
/// counts as denied.
/// </remarks>
public sealed class Permissions
{
    /// <summary>The most words kept.</summary>
    public const int Most = 48;

    internal Permissions()
    {
    }

    internal KeyedSample<Permission> Words { get; } = new(Most);

    /// <summary>Whether the customer never said anything.</summary>
    public bool IsEmpty => Words.Count == 0;

    /// <summary>The last word on each category, sorted by category.</summary>
    public IReadOnlyList<Consent> Consents => [.. All(PermissionKey.ConsentPrefix)
        .Select(word => new Consent(
            word.Name,
            word.Said.Granted ? ConsentStatus.Granted : ConsentStatus.Denied,
            Instants.FromMilliseconds(word.Said.At)))];

    /// <summary>What the customer opted out of, sorted by channel and topic.</summary>
    public IReadOnlyList<OptOut> OptOuts => [.. All(PermissionKey.OptPrefix)
        .Where(word => !word.Said.Granted)
        .Select(word => ToOptOut(word.Name.Split('/'), Instants.FromMilliseconds(word.Said.At)))];

    /// <summary>What the customer said to a category of use.</summary>
    public ConsentStatus StatusOf(string category) => StatusOfKey(PermissionKey.OfConsent(category));

    /// <summary>Whether the customer opted out of a channel, of a topic, or of the topic on the channel.</summary>
    public bool HasOptedOut(string? channel, string? topic) => !IsEmpty
        && ((channel is not null && IsOut(PermissionKey.OfOptOut(channel, null)))
            || (topic is not null && IsOut(PermissionKey.OfOptOut(null, topic)))
            || (channel is not null && topic is not null && IsOut(PermissionKey.OfOptOut(channel, topic))));

    internal ConsentStatus StatusOfKey(string key)
    {
        if (Words.Count == 0)
        {
            return ConsentStatus.NeverAsked;
        }

        var hasOwn = Words.TryGet(key, out var own);
        if (Words.TryGet(PermissionKey.EveryConsent, out var every) && (!hasOwn || every.Supersedes(own)))
        {
            own = every;
            hasOwn = true;
        }

        return !hasOwn ? Words.IsFull ? ConsentStatus.Denied : ConsentStatus.NeverAsked
            : own.Granted ? ConsentStatus.Granted : ConsentStatus.Denied;
    }

    internal bool IsOut(string key) => Words.TryGet(key, out var said) ? !said.Granted : Words.IsFull;

    internal void Set(string key, in Permission said)
    {
        var place = Words.PlaceOf(key);
        if (place >= 0 && said.Supersedes(Words.ValueAt(place)))
        {
            Words.ValueAt(place) = said;
        }
    }

    internal void AddAll(Permissions other)
    {
        for (var i = 0; i < other.Words.Count; i++)
        {
            Set(other.Words.KeyAt(i), other.Words.ValueAt(i));
        }
    }

    private static OptOut ToOptOut(string[] names, DateTimeOffset at) =>
        new(names[0] == "*" ? null : names[0], names[1] == "*" ? null : names[1], at);

    private IEnumerable<(string Name, Permission Said)> All(string prefix)
    {
        var words = new List<(string Name, Permission Said)>();
        for (var i = 0; i < Words.Count; i++)
        {
            if (Words.KeyAt(i).StartsWith(prefix, StringComparison.Ordinal))
            {
                words.Add((Words.KeyAt(i)[prefix.Length..], Words.ValueAt(i)));
            }
        }

        return words.OrderBy(word => word.Name, StringComparer.Ordinal);
    }
}

/// <summary>One word and when it was said, in milliseconds since year 1.</summary>
internal record struct Permission(bool Granted, long At)
{
    /// <summary>Whether this replaces what is held: the later word, and of two at once the denial.</summary>
    public readonly bool Supersedes(in Permission held) =>
        At > held.At || (At == held.At && !Granted);
}
