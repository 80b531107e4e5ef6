namespace Personalization.Testing;

/// <summary>The servers that tests may need beyond the process they run in.</summary>
[Flags]
public enum Servers
{
    /// <summary>Everything is in this process.</summary>
    None = 0,

    /// <summary>PostgreSQL 15: TEST_POSTGRES, or a server of our own.</summary>
    Postgres = 1,

    /// <summary>Redis 7: TEST_REDIS, or a server of our own.</summary>
    Redis = 2,

    /// <summary>A Redis that the test may stop, kill and freeze: always a server of our own.</summary>
    OwnRedis = 4,
}

/// <summary>Says on a test class which servers its <see cref="StoreFactAttribute"/> tests need.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(Servers servers) : Attribute
{
    /// <summary>Those servers.</summary>
    public Servers Servers { get; } = servers;
}
