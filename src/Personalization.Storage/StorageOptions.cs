namespace Personalization.Storage;

/// <summary>
/// Which stores are used. Each is chosen on its own; without a connection string the embedded one serves.
/// </summary>
public sealed class StorageOptions
{
    /// <summary>Npgsql connection string of the database; null for the embedded SQLite file.</summary>
    public string? Postgres { get; set; }

    /// <summary>
    /// StackExchange.Redis configuration of the profile cache ("host:6379,password=..."); null for a cache in this
    /// process.
    /// </summary>
    public string? Redis { get; set; }

    /// <summary>
    /// The secret behind the hashes of erased persons, the same for all nodes and for good; null for one that is made
    /// and kept in the database.
    /// </summary>
    public string? PrivacyKey { get; set; }

    /// <summary>Where the embedded files live (<c>personalization.db</c>); made when missing.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>
    /// How long an untouched profile stays cached in Redis; it is rebuilt from the log when needed again.
    /// </summary>
    public TimeSpan ProfileLifetime { get; set; } = TimeSpan.FromDays(45);

    /// <summary>
    /// The most bytes of encoded profiles that the cache in this process holds before it forgets some.
    /// </summary>
    public long ProfileMemoryBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>How long one exchange with Redis may take before the profile is rebuilt from the log instead.</summary>
    public TimeSpan RedisTimeout { get; set; } = TimeSpan.FromMilliseconds(250);
}
