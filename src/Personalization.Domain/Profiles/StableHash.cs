namespace Personalization.Domain.Profiles;

/// <summary>
/// A 64-bit hash of a text that never changes: what a bounded map keeps depends on it (FNV-1a over UTF-16, then
/// Murmur's finaliser).
/// </summary>
internal static class StableHash
{
    public static ulong Of(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }
}
