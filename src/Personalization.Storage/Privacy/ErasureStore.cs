using System.Data.Common;
using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Storage.Configuration;
using Personalization.Storage.Events;

namespace Personalization.Storage.Privacy;

/// <summary>
/// Removes persons from the database, remembers by keyed hashes that they were, and keeps the receipts.
/// </summary>
public sealed class ErasureStore
{
    private const string Columns = "id, subject, requested_by, requested_at, completed_at, removed, sealed";
    private readonly ServiceDatabase _database;
    private readonly Suppressions _suppressions;

    internal ErasureStore(ServiceDatabase database, Suppressions suppressions) =>
        (_database, _suppressions) = (database, suppressions);

    /// <summary>Everybody that this person is known as, itself included.</summary>
    public Task<IReadOnlyList<CustomerKey>> FamilyAsync(CustomerKey person, CancellationToken stop) =>
        PrivacySql.ReadAsync(_database, sql => PersonData.FamilyAsync(sql, person, stop), stop);

    /// <summary>The refused events that name this person, newest first.</summary>
    public Task<IReadOnlyList<RejectedEvent>> RejectedAsync(CustomerKey person, CancellationToken stop) =>
        PrivacySql.ReadAsync(_database, sql => PersonData.RejectedAsync(sql, person, stop), stop);

    /// <summary>The newest receipts, newest first.</summary>
    public Task<IReadOnlyList<ErasureReceipt>> ListAsync(int limit, CancellationToken stop) => PrivacySql.ReadAsync(
        _database,
        sql => sql.QueryAsync(
            $"SELECT {Columns} FROM erasure ORDER BY requested_at DESC, id DESC LIMIT $1", Read, stop, (long)limit),
        stop);

    /// <summary>One receipt; null when there is none.</summary>
    public async Task<ErasureReceipt?> GetAsync(string id, CancellationToken stop) => await PrivacySql.ReadAsync(
        _database, sql => sql.QueryAsync($"SELECT {Columns} FROM erasure WHERE id = $1", Read, stop, id), stop)
            is [var receipt] ? receipt : null;

    /// <summary>
    /// Lets an erased person come back: later events are taken again. False when nobody of this id was erased.
    /// </summary>
    public async Task<bool> LiftAsync(CustomerKey person, CancellationToken stop)
    {
        var hash = (await _suppressions.KeyAsync(stop)).HashOf(person).ToBytes();
        var lifted = await PrivacySql.WriteAsync(
            _database,
            async sql =>
            {
                var found = await sql.RunAsync("DELETE FROM suppression WHERE hash = $1", stop, hash);
                await sql.RunAsync("UPDATE privacy_state SET epoch = epoch + 1", stop);
                return found > 0;
            },
            stop);
        await _suppressions.ReloadAsync(stop);
        await (_database.Signal?.RaiseAsync() ?? Task.CompletedTask);
        return lifted;
    }

    /// <summary>
    /// Removes everything about a person in one transaction; from its commit on no event of theirs is taken.
    /// </summary>
    internal async Task<PendingErasure> EraseAsync(
        CustomerKey person, string id, string actor, DateTimeOffset at, CancellationToken stop)
    {
        var key = await _suppressions.KeyAsync(stop);
        var subject = key.HashOf(person);
        string[] touched = [];
        var pending = await PrivacySql.WriteAsync(
            _database,
            async sql =>
            {
                var family = await PersonData.LockAsync(sql, person, stop);
                touched = sql.IsPostgres ? await PostgresStatistics.TablesOfAsync(sql, family, stop) : [];
                var removed = await PersonData.DeleteAsync(sql, family, stop);
                removed = removed with { Streams = family.Count, Profiles = family.Count };
                foreach (var member in family)
                {
                    await sql.RunAsync(
                        "INSERT INTO suppression (hash, at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                        stop, key.HashOf(member).ToBytes(), Instants.ToMicroseconds(at));
                }

                await sql.RunAsync("UPDATE privacy_state SET epoch = epoch + 1", stop);
                await sql.RunAsync(
                    """
                    INSERT INTO erasure (id, subject, requested_by, requested_at, removed, sealed)
                    VALUES ($1, $2, $3, $4, $5, $6)
                    """,
                    stop, id, subject.ToBytes(), actor, Instants.ToMicroseconds(at), Write(removed), key.Seal(family));
                var receipt = new ErasureReceipt(
                    id, subject.ToString(), actor, Instants.Round(at.ToUniversalTime()), CompletedAt: null, removed);
                return new PendingErasure(receipt, family);
            },
            stop);
        await _suppressions.ReloadAsync(stop);
        await (_database.Signal?.RaiseAsync() ?? Task.CompletedTask);
        if (touched.Length > 0)
        {
            await PrivacySql.WriteAsync(_database, sql => PostgresStatistics.RenewAsync(sql, touched, stop), stop);
        }

        return pending;
    }

    /// <summary>The erasures that are not complete, oldest first.</summary>
    internal async Task<IReadOnlyList<PendingErasure>> PendingAsync(CancellationToken stop)
    {
        var key = await _suppressions.KeyAsync(stop);
        return await PrivacySql.ReadAsync(
            _database,
            sql => sql.QueryAsync(
                $"SELECT {Columns} FROM erasure WHERE completed_at IS NULL ORDER BY requested_at",
                row => new PendingErasure(Read(row), key.Open(row.GetFieldValue<byte[]>(6))),
                stop),
            stop);
    }

    /// <summary>Removes what was written meanwhile by those who did not know yet, and forgets the ids.</summary>
    internal Task<int> CompleteAsync(PendingErasure pending, DateTimeOffset at, CancellationToken stop) =>
        PrivacySql.WriteAsync(
            _database,
            async sql =>
            {
                var more = await PersonData.DeleteAsync(sql, pending.Persons, stop);
                return await sql.RunAsync(
                    "UPDATE erasure SET completed_at = $2, sealed = NULL, removed = $3 "
                    + "WHERE id = $1 AND completed_at IS NULL",
                    stop, pending.Receipt.Id, Instants.ToMicroseconds(at), Write(pending.Receipt.Removed.Plus(more)));
            },
            stop);

    /// <summary>The list's epoch as it is stored now.</summary>
    internal async Task<long> EpochAsync(CancellationToken stop) => (await PrivacySql.ReadAsync(
        _database, sql => sql.QueryAsync("SELECT epoch FROM privacy_state", row => row.GetInt64(0), stop), stop))[0];

    /// <summary>
    /// Rewrites an embedded file, so that nothing of what was deleted is left in its free space. PostgreSQL does so by
    /// itself when it vacuums.
    /// </summary>
    internal Task ScrubAsync(CancellationToken stop) =>
        _database.Postgres is null ? _database.Sqlite.ScrubAsync(stop) : Task.CompletedTask;

    private static string Write(ErasedCounts counts) =>
        JsonSerializer.Serialize(counts, ErasureJson.Default.ErasedCounts);

    private static ErasureReceipt Read(DbDataReader row) => new(
        row.GetString(0),
        PersonHash.From(row.GetFieldValue<byte[]>(1)).ToString(),
        row.GetString(2),
        Instants.FromMicroseconds(row.GetInt64(3)),
        row.IsDBNull(4) ? null : Instants.FromMicroseconds(row.GetInt64(4)),
        JsonSerializer.Deserialize(row.GetString(5), ErasureJson.Default.ErasedCounts)!);
}
