using Personalization.Testing;

namespace Personalization.Storage.Tests.Profiles;

public sealed class EmbeddedProfileStoreTests(SqliteFixture storage)
    : ProfileStoreContract(storage), IClassFixture<SqliteFixture>;

[Needs(Servers.Postgres)]
public sealed class PostgresProfileStoreTests(PostgresFixture storage)
    : ProfileStoreContract(storage), IClassFixture<PostgresFixture>;

[Needs(Servers.Postgres | Servers.Redis)]
public sealed class PostgresAndRedisProfileStoreTests(PostgresAndRedisFixture storage)
    : ProfileStoreContract(storage), IClassFixture<PostgresAndRedisFixture>;
