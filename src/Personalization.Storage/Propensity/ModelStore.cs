using Microsoft.EntityFrameworkCore;
using Personalization.Domain.Propensity;
using Personalization.Storage.Configuration;

namespace Personalization.Storage.Propensity;

/// <summary>A stored version of a model, without its trees.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="Version">1, 2, 3 … per name.</param>
/// <param name="Active">Whether this is the version that scores.</param>
/// <param name="SavedAt">When it was saved, UTC.</param>
/// <param name="Metadata">What it was learnt from and how good it is.</param>
public sealed record ModelVersion(
    string Name, int Version, bool Active, DateTimeOffset SavedAt, ModelMetadata Metadata);

/// <summary>Every version of every model ever saved; at most one version of a name is active.</summary>
public sealed class ModelStore
{
    private readonly ServiceDatabase _database;

    internal ModelStore(ServiceDatabase database) => _database = database;

    /// <summary>Saves the model as the next version of its name, not active, and answers that version.</summary>
    public Task<int> SaveAsync(
        ModelArtifact artifact, DateTimeOffset at, CancellationToken stop) => _database.ChangeAsync(
        async (context, _) =>
        {
            var last = await context.Models
                .Where(row => row.Name == artifact.Name)
                .MaxAsync(row => (int?)row.Version, stop) ?? 0;
            context.Models.Add(new ModelRow
            {
                Name = artifact.Name,
                Version = last + 1,
                SavedAt = at.ToUniversalTime(),
                Metadata = artifact.Metadata.ToJson(),
                Trees = artifact.XgboostJson,
            });
            return (true, last + 1);
        },
        stop);

    /// <summary>The versions of one model, or of all, by name and version.</summary>
    public async Task<IReadOnlyList<ModelVersion>> ListAsync(string? name, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var rows = await context.Models.AsNoTracking()
            .Where(row => name == null || row.Name == name)
            .OrderBy(row => row.Name).ThenBy(row => row.Version)
            .Select(row => new { row.Name, row.Version, row.Active, row.SavedAt, row.Metadata })
            .ToListAsync(stop);
        return rows.ConvertAll(row => new ModelVersion(
            row.Name, row.Version, row.Active, row.SavedAt, ModelMetadata.FromJson(row.Metadata)));
    }

    /// <summary>One version with its trees; null when there is none.</summary>
    public async Task<ModelArtifact?> GetAsync(string name, int version, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var row = await context.Models.AsNoTracking().SingleOrDefaultAsync(
            r => r.Name == name && r.Version == version, stop);
        return row is null ? null : ToArtifact(row);
    }

    /// <summary>Makes this version the one that scores; false when there is no such version.</summary>
    public Task<bool> PromoteAsync(string name, int version, CancellationToken stop) => _database.ChangeAsync(
        async (context, _) =>
        {
            if (!await context.Models.AnyAsync(row => row.Name == name && row.Version == version, stop))
            {
                return (false, false);
            }

            await context.Models.Where(row => row.Name == name && row.Active)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, false), stop);
            await context.Models.Where(row => row.Name == name && row.Version == version)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, true), stop);
            return (true, true);
        },
        stop);

    /// <summary>The versions that score, one a name.</summary>
    public async Task<IReadOnlyList<ModelArtifact>> ActiveAsync(CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        return (await context.Models.AsNoTracking().Where(row => row.Active).OrderBy(row => row.Name).ToListAsync(stop))
            .ConvertAll(ToArtifact);
    }

    private static ModelArtifact ToArtifact(ModelRow row) =>
        new(row.Name, row.Version, row.Trees, ModelMetadata.FromJson(row.Metadata));
}
