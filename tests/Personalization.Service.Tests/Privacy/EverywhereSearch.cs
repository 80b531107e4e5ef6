using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using StackExchange.Redis;

namespace Personalization.Service.Tests.Privacy;

/// <summary>Looks for texts in everything a store holds, whatever tables, columns and keys there are.</summary>
internal static class EverywhereSearch
{
    /// <summary>Every column of every table, as text and as bytes, and the planner's samples.</summary>
    public static async Task<IReadOnlyList<string>> PostgresAsync(string connectionString, string[] needles)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        var tables = new List<string> { "pg_stats" };
        await using (var list = database.CreateCommand(
            """
            SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
            """))
        await using (var rows = await list.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                tables.Add(rows.GetString(0));
            }
        }

        var found = new List<string>();
        foreach (var table in tables)
        {
            foreach (var needle in needles)
            {
                await using var search = database.CreateCommand(
                    $"SELECT count(*) FROM {table} AS r WHERE strpos(r::text, $1) > 0 OR strpos(r::text, $2) > 0");
                search.Parameters.Add(new NpgsqlParameter { Value = needle });
                search.Parameters.Add(new NpgsqlParameter { Value = Hex(needle) });
                if ((long)(await search.ExecuteScalarAsync())! > 0)
                {
                    found.Add($"{table}: {needle}");
                }
            }
        }

        Assert.True(tables.Count > 30, "The tables were not found.");
        return found;
    }

    /// <summary>Every key and every value.</summary>
    public static async Task<IReadOnlyList<string>> RedisAsync(string configuration, string[] needles)
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(configuration);
        var found = new List<string>();
        foreach (var key in redis.GetServer(redis.GetEndPoints()[0]).Keys(pageSize: 1000))
        {
            var value = await ValueAsync(redis.GetDatabase(), key);
            var held = Encoding.UTF8.GetBytes(key.ToString()).Concat(value).ToArray();
            found.AddRange(needles.Where(needle => Holds(held, needle)).Select(needle => $"{key}: {needle}"));
        }

        return found;
    }

    /// <summary>Every column of every table, and every byte of every file in the folder.</summary>
    public static async Task<IReadOnlyList<string>> SqliteAsync(string folder, string[] needles)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(folder, "personalization.db")};Mode=ReadOnly;Pooling=false");
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (var list = connection.CreateCommand())
        {
            list.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table'";
            await using var rows = await list.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                tables.Add(rows.GetString(0));
            }
        }

        var found = new List<string>();
        foreach (var table in tables)
        {
            await using var all = connection.CreateCommand();
            all.CommandText = $"SELECT * FROM \"{table}\"";
            await using var rows = await all.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                for (var i = 0; i < rows.FieldCount; i++)
                {
                    var held = rows.GetValue(i) as byte[] ?? Encoding.UTF8.GetBytes(rows.GetValue(i).ToString()!);
                    found.AddRange(needles.Where(needle => Holds(held, needle)).Select(needle => $"{table}: {needle}"));
                }
            }
        }

        Assert.True(tables.Count > 10, "The tables were not found.");
        return [.. found, .. await FilesAsync(folder, needles)];
    }

    private static async Task<List<string>> FilesAsync(string folder, string[] needles)
    {
        var found = new List<string>();
        foreach (var path in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes);
            found.AddRange(
                needles.Where(needle => Holds(bytes, needle)).Select(needle => $"{Path.GetFileName(path)}: {needle}"));
        }

        return found;
    }

    private static async Task<byte[]> ValueAsync(IDatabase database, RedisKey key) =>
        await database.KeyTypeAsync(key) switch
        {
            RedisType.String => (byte[])(await database.StringGetAsync(key))! ?? [],
            RedisType.Hash => Join(
                (await database.HashGetAllAsync(key)).SelectMany(entry => new[] { entry.Name, entry.Value })),
            RedisType.List => Join(await database.ListRangeAsync(key)),
            RedisType.Set => Join(await database.SetMembersAsync(key)),
            RedisType.SortedSet => Join(await database.SortedSetRangeByRankAsync(key)),
            RedisType.None => [],
            var other => throw new NotSupportedException($"Look into {other} as well."),
        };

    private static byte[] Join(IEnumerable<RedisValue> values) =>
        [.. values.SelectMany(value => ((byte[])value!).Append((byte)0))];

    private static bool Holds(byte[] bytes, string needle) =>
        bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(needle)) >= 0;

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
}
