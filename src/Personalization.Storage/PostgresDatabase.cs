using Npgsql;

namespace Personalization.Storage;

/// <summary>Opens PostgreSQL the way every store here uses it: pooled, statements prepared once and kept.</summary>
internal static class PostgresDatabase
{
    public static NpgsqlDataSource Open(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // A statement is planned at its second use on a connection and never again.
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            ApplicationName = "personalization",

            // Statements look rows up by key in sixteen partitions: planning or compiling them anew takes longer than
            // running them, and a plan made while a table was small must not read all of it later.
            Options =
                $"-c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off {given.Options}".TrimEnd(),

            // Nothing here leaves state in a session, so there is nothing to reset when one goes back to the pool.
            NoResetOnClose = true,
        };
        return NpgsqlDataSource.Create(settings);
    }
}
