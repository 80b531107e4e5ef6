using System.Collections.Frozen;
using Personalization.Service.Hosting;

namespace Personalization.Service.Keys;

/// <summary>A key that may call, without its secret.</summary>
/// <param name="Name">What administrators call it; unique.</param>
/// <param name="Scope">What it may do.</param>
public sealed record ApiKey(string Name, Scope Scope)
{
    /// <summary>Whether the key holds every part of a scope.</summary>
    public bool Holds(Scope scope) => (Scope & scope) == scope;
}

/// <summary>
/// Every key of the service in memory: an immutable snapshot, found by hash and swapped whole. Thread-safe.
/// </summary>
/// <remarks>
/// Finding by SHA-256 leaks nothing by its timing: an attacker cannot choose the hash's leading bits towards a stored
/// one.
/// </remarks>
public sealed class KeyRing
{
    private volatile FrozenDictionary<SecretHash, ApiKey> _keys = FrozenDictionary<SecretHash, ApiKey>.Empty;

    /// <summary>The key with this secret, or null.</summary>
    public ApiKey? Find(ReadOnlySpan<char> secret) =>
        ApiSecret.TryHash(secret, out var hash) && _keys.TryGetValue(hash, out var key) ? key : null;

    /// <summary>Replaces every key at once.</summary>
    public void Replace(IEnumerable<KeyValuePair<SecretHash, ApiKey>> all) => _keys = all.ToFrozenDictionary();
}
