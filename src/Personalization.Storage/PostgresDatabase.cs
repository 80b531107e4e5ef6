using Npgsql;

namespace Personalization.Storage;

/// <summary>Opens PostgreSQL the way every store here uses it: pooled, statements prepared once and kept.</summary>
internal static class PostgresDatabase
{
    public static NpgsqlDataSource Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // A statement is planned at its second use on a connection and never again.
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            ApplicationName = "personalization",

            // Compiling a statement over sixteen partitions takes longer than running it ten times.
            Options = "-c jit=off",

            // Nothing here leaves state in a session, so there is nothing to reset when one goes back to the pool.
            NoResetOnClose = true,
        };
        return NpgsqlDataSource.Create(settings);
    }
}
