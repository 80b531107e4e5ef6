using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Personalization.Domain.Propensity;
using Personalization.Storage.Configuration;

namespace Personalization.Storage.Propensity;

/// <summary>
/// Every version of every model ever saved; at most one version of a name is active, and at most one is its shadow.
/// </summary>
/// <remarks>
/// Models of other kinds than propensity are kept under their kind's name, see <see cref="ModelDocument"/>; promoting,
/// rolling back and retiring go by name, whatever the kind. Whatever changes what scores raises the configuration's
/// revision, by which every node notices. That, and every version that is saved, is in the audit with the reason.
/// </remarks>
public sealed partial class ModelStore
{
    private readonly ServiceDatabase _database;

    internal ModelStore(ServiceDatabase database) => _database = database;

    /// <summary>Saves the model as the next version of its name, not active, and answers that version.</summary>
    public Task<int> SaveAsync(ModelArtifact artifact, ModelAct act, CancellationToken stop) => SaveAsync(
        new ModelDocument(artifact.Name, 0, artifact.Metadata.ToJson(), artifact.XgboostJson), act, stop);

    /// <summary>The versions of one propensity model, or of all, by name and version.</summary>
    public async Task<IReadOnlyList<ModelVersion>> ListAsync(string? name, CancellationToken stop) =>
        [.. (await ReadAsync(rows => Propensity(rows).Where(row => name == null || row.Name == name), stop))
            .Select(ModelVersion.Of)];

    /// <summary>The versions of propensity models that score or are shadows, by name and version.</summary>
    public async Task<IReadOnlyList<ModelVersion>> ServingAsync(CancellationToken stop) =>
        [.. (await ReadAsync(rows => Propensity(rows).Where(row => row.Active || row.Shadow), stop)).Select(
            ModelVersion.Of)];

    /// <summary>One version of a propensity model with its trees; null when there is none.</summary>
    public async Task<ModelArtifact?> GetAsync(string name, int version, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var row = await context.Models.AsNoTracking().SingleOrDefaultAsync(
            r => r.Name == name && r.Version == version, stop);
        return row is null ? null : ToArtifact(row);
    }

    /// <summary>Makes this version the one that scores; false when there is no such version.</summary>
    public Task<bool> PromoteAsync(string name, int version, ModelAct act, CancellationToken stop) =>
        _database.ChangeAsync(
            async (context, revision) =>
            {
                var rows = await LoadAsync(context, name, stop);
                if (rows.Find(row => row.Version == version) is not { } promoted)
                {
                    return (false, false);
                }

                var before = rows.Find(row => row.Active);
                if (before?.Version == version)
                {
                    return (false, true);
                }

                await ActivateAsync(context, before, promoted, stop);
                promoted.Replaces = before?.Version;
                Note(context, promoted, new Change("promote", revision, act, before?.Version));
                return (true, true);
            },
            stop);

    /// <summary>
    /// Makes the version that scored before the active one score again, and answers it; null when there was none.
    /// </summary>
    public Task<int?> RollBackAsync(string name, ModelAct act, CancellationToken stop) => _database.ChangeAsync(
        async (context, revision) =>
        {
            var rows = await LoadAsync(context, name, stop);
            var active = rows.Find(row => row.Active);
            if (rows.Find(row => row.Version == active?.Replaces) is not { } earlier)
            {
                return (false, (int?)null);
            }

            await ActivateAsync(context, active, earlier, stop);
            Note(context, earlier, new Change("rollback", revision, act, active!.Version));
            return (true, earlier.Version);
        },
        stop);

    /// <summary>
    /// Makes this version, which is not the active one, the shadow of its name, or null: no version. False when there
    /// is no such version or it is active.
    /// </summary>
    public Task<bool> ShadowAsync(string name, int? version, ModelAct act, CancellationToken stop) =>
        _database.ChangeAsync(
            async (context, revision) =>
            {
                var rows = await LoadAsync(context, name, stop);
                var shadow = rows.Find(row => row.Version == version && !row.Active);
                if (version is not null && shadow is null)
                {
                    return (false, false);
                }

                var before = rows.Find(row => row.Shadow);
                if (before is not null)
                {
                    before.Shadow = false;
                    await context.SaveChangesAsync(stop);
                }

                shadow?.Shadow = true;
                context.Audit.Add(Audit(name, shadow?.Version, new Change("shadow", revision, act, before?.Version)));
                return (true, true);
            },
            stop);

    /// <summary>Lets no version of a name score, nor be a shadow; they stay stored.</summary>
    public Task<bool> RetireAsync(string name, ModelAct act, CancellationToken stop) => _database.ChangeAsync(
        async (context, revision) =>
        {
            var serving = (await LoadAsync(context, name, stop)).Where(row => row.Active || row.Shadow).ToArray();
            foreach (var row in serving)
            {
                context.Audit.Add(Audit(name, null, new Change("retire", revision, act, row.Version)));
                row.Active = row.Shadow = false;
            }

            return (serving.Length > 0, serving.Length > 0);
        },
        stop);

    /// <summary>The versions that score, one a name.</summary>
    public async Task<IReadOnlyList<ModelArtifact>> ActiveAsync(CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        return (await Propensity(context.Models.AsNoTracking())
            .Where(row => row.Active).OrderBy(row => row.Name).ToListAsync(stop))
            .ConvertAll(ToArtifact);
    }

    private static ModelArtifact ToArtifact(ModelRow row) =>
        new(row.Name, row.Version, row.Trees, ModelMetadata.FromJson(row.Metadata));

    // Without the trees and the metadata, which are large and never change.
    private static async Task<List<ModelRow>> LoadAsync(ServiceDbContext context, string name, CancellationToken stop)
    {
        var rows = await context.Models.AsNoTracking()
            .Where(row => row.Name == name)
            .Select(row => new ModelRow
            {
                Name = row.Name,
                Version = row.Version,
                Active = row.Active,
                Shadow = row.Shadow,
                Replaces = row.Replaces,
                SavedBy = row.SavedBy,
                Metadata = Array.Empty<byte>(),
                Trees = Array.Empty<byte>(),
            })
            .ToListAsync(stop);
        context.AttachRange(rows);
        return rows;
    }

    // In two steps: the database allows one active version at any moment.
    private static async Task ActivateAsync(
        ServiceDbContext context, ModelRow? before, ModelRow promoted, CancellationToken stop)
    {
        if (before is not null)
        {
            before.Active = false;
            await context.SaveChangesAsync(stop);
        }

        promoted.Active = true;
        promoted.Shadow = false;
    }

    private static void Note(ServiceDbContext context, ModelRow promoted, Change change)
    {
        promoted.PromotedAt = change.Act.At.ToUniversalTime();
        promoted.PromotedBy = change.Act.By;
        promoted.PromotionReason = change.Act.Reason;
        context.Audit.Add(Audit(promoted.Name, promoted.Version, change));
    }

    private static AuditRow Audit(string name, int? version, Change change) => new()
    {
        At = change.Act.At.ToUniversalTime(),
        Actor = change.Act.By,
        Action = change.Action,
        Kind = "model",
        Key = name,
        Revision = change.Revision,
        Before = Body(change.Before),
        After = Body(version, change.Act.Reason),
    };

    private static string? Body(int? version, string? reason = null) => version is { } number
        ? $$"""{"version":{{number.ToString(CultureInfo.InvariantCulture)}}{{Why(reason)}}}"""
        : null;

    private static string Why(string? reason) =>
        reason is null ? "" : $",\"reason\":\"{JsonEncodedText.Encode(reason)}\"";

    private async Task<IReadOnlyList<ModelDocumentVersion>> ReadAsync(
        Func<IQueryable<ModelRow>, IQueryable<ModelRow>> which, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        return await which(context.Models.AsNoTracking())
            .OrderBy(row => row.Name).ThenBy(row => row.Version)
            .Select(row => new ModelDocumentVersion(
                new ModelDocument(row.Name, row.Version, row.Metadata, Array.Empty<byte>()), row.Active, row.SavedAt)
            {
                Shadow = row.Shadow,
                SavedBy = row.SavedBy,
                Replaces = row.Replaces,
                PromotedAt = row.PromotedAt,
                PromotedBy = row.PromotedBy,
                PromotionReason = row.PromotionReason,
            })
            .ToListAsync(stop);
    }

    private sealed record Change(string Action, long Revision, ModelAct Act, int? Before);
}
