using Microsoft.EntityFrameworkCore;

namespace Personalization.Storage.Configuration;

/// <summary>
/// Placements, campaigns, segments … as JSON documents, with one revision over all of them and an audit of every
/// change.
/// </summary>
public sealed class ConfigurationStore
{
    private readonly ServiceDatabase _database;

    internal ConfigurationStore(ServiceDatabase database) => _database = database;

    /// <summary>All documents, or those of one kind, by kind and key.</summary>
    public async Task<IReadOnlyList<ConfigurationDocument>> ListAsync(string? kind, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var rows = await context.Documents.AsNoTracking()
            .Where(row => kind == null || row.Kind == kind)
            .OrderBy(row => row.Kind).ThenBy(row => row.Key)
            .ToListAsync(stop);
        return rows.ConvertAll(row => row.ToDocument());
    }

    /// <summary>One document; null when there is none.</summary>
    public async Task<ConfigurationDocument?> GetAsync(string kind, string key, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var row = await context.Documents.AsNoTracking().SingleOrDefaultAsync(
            r => r.Kind == kind && r.Key == key, stop);
        return row?.ToDocument();
    }

    /// <summary>
    /// Creates or replaces a document, with its audit, in one transaction. Putting the same body again changes nothing.
    /// </summary>
    public Task<PutOutcome> PutAsync(ConfigurationChange change, CancellationToken stop)
    {
        var body = change.Body ?? throw new ArgumentException("A put needs a body.", nameof(change));
        return _database.ChangeAsync(
            async (context, revision) =>
            {
                var row = await context.Documents.FindAsync([change.Kind, change.Key], stop);
                if (!IsExpected(row, change.IfRevision))
                {
                    return (false, new PutOutcome(PutStatus.RevisionMismatch, row?.ToDocument()));
                }

                if (row is not null && string.Equals(row.Body, body, StringComparison.Ordinal))
                {
                    return (false, new PutOutcome(PutStatus.Unchanged, row.ToDocument()));
                }

                context.Audit.Add(Entry(row is null ? "create" : "update", change, revision, row?.Body));
                var status = row is null ? PutStatus.Created : PutStatus.Updated;
                if (row is null)
                {
                    context.Documents.Add(row = new DocumentRow { Kind = change.Kind, Key = change.Key, Body = body });
                }

                (row.Revision, row.Body, row.UpdatedAt) = (revision, body, change.At.ToUniversalTime());
                return (true, new PutOutcome(status, row.ToDocument()));
            },
            stop);
    }

    /// <summary>
    /// Changes many documents, with their audit, in one transaction: all or none. The plan sees the documents as they
    /// are and answers what to change and what to say; nobody changes anything in between.
    /// </summary>
    public Task<T> ChangeManyAsync<T>(
        Func<IReadOnlyList<ConfigurationDocument>, (IReadOnlyList<ConfigurationChange> Changes, T Answer)> plan,
        CancellationToken stop) => _database.ChangeAsync(
        async (context, revision) =>
        {
            var rows = await context.Documents.OrderBy(row => row.Kind).ThenBy(row => row.Key).ToListAsync(stop);
            var (changes, answer) = plan(rows.ConvertAll(row => row.ToDocument()));
            foreach (var change in changes)
            {
                var row = rows.Find(row => row.Kind == change.Kind && row.Key == change.Key);
                var action = change.Body is null ? "delete" : row is null ? "create" : "update";
                context.Audit.Add(Entry(action, change, revision, row?.Body));
                Apply(context, row, change, revision);
            }

            return (changes.Count > 0, answer);
        },
        stop);

    /// <summary>Deletes a document, with its audit, in one transaction.</summary>
    public Task<DeleteStatus> DeleteAsync(ConfigurationChange change, CancellationToken stop) => _database.ChangeAsync(
        async (context, revision) =>
        {
            var row = await context.Documents.FindAsync([change.Kind, change.Key], stop);
            if (row is null)
            {
                return (false, DeleteStatus.NotFound);
            }

            if (!IsExpected(row, change.IfRevision))
            {
                return (false, DeleteStatus.RevisionMismatch);
            }

            context.Documents.Remove(row);
            context.Audit.Add(Entry("delete", change with { Body = null }, revision, row.Body));
            return (true, DeleteStatus.Deleted);
        },
        stop);

    /// <summary>
    /// Raised by every change of documents, keys and active models; a node whose catalogue has another one reloads.
    /// </summary>
    public async Task<long> RevisionAsync(CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        return await context.Revisions.AsNoTracking().Select(row => row.Revision).SingleAsync(stop);
    }

    /// <summary>
    /// Who changed what, newest first: the changes before the entry <paramref name="before"/>, or the newest.
    /// </summary>
    public async Task<IReadOnlyList<AuditEntry>> ListAuditAsync(
        long? before, int limit, CancellationToken stop, AuditFilter? filter = null)
    {
        var (kind, key, actor) = filter ?? new AuditFilter(null, null, null);
        await using var context = await _database.OpenAsync(stop);
        var rows = await context.Audit.AsNoTracking()
            .Where(row => before == null || row.Id < before)
            .Where(row => kind == null || row.Kind == kind)
            .Where(row => key == null || row.Key == key)
            .Where(row => actor == null || row.Actor == actor)
            .OrderByDescending(row => row.Id)
            .Take(limit)
            .ToListAsync(stop);
        return rows.ConvertAll(row => new AuditEntry(
            row.Id, row.At, row.Actor, row.Action, row.Kind, row.Key, row.Revision, row.Before, row.After));
    }

    private static void Apply(ServiceDbContext context, DocumentRow? row, ConfigurationChange change, long revision)
    {
        if (change.Body is null)
        {
            context.Documents.Remove(row!);
            return;
        }

        if (row is null)
        {
            context.Documents.Add(row = new DocumentRow { Kind = change.Kind, Key = change.Key, Body = change.Body });
        }

        (row.Revision, row.Body, row.UpdatedAt) = (revision, change.Body, change.At.ToUniversalTime());
    }

    private static bool IsExpected(DocumentRow? row, long? revision) =>
        revision is null || revision == (row?.Revision ?? 0);

    private static AuditRow Entry(string action, ConfigurationChange change, long revision, string? before) => new()
    {
        At = change.At.ToUniversalTime(),
        Actor = change.Actor,
        Action = action,
        Kind = change.Kind,
        Key = change.Key,
        Revision = revision,
        Before = before,
        After = change.Body,
    };
}
