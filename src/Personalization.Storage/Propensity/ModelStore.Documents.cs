using Microsoft.EntityFrameworkCore;
using Personalization.Domain.Clusters;
using Personalization.Domain.LifetimeValue;
using Personalization.Storage.Configuration;

namespace Personalization.Storage.Propensity;

/// <summary>A version of a model of any kind as bytes that the kind itself reads.</summary>
/// <param name="Name">The model's name; of a kind that there is one model of, the kind's.</param>
/// <param name="Version">1, 2, 3 … per name, given by the store.</param>
/// <param name="Metadata">JSON.</param>
/// <param name="Trees">XGBoost's JSON; empty where the model has none.</param>
public sealed record ModelDocument(string Name, int Version, byte[] Metadata, byte[] Trees);

/// <summary>A stored version and its document, without the trees.</summary>
public sealed record ModelDocumentVersion(
    ModelDocument Document, bool Active, DateTimeOffset SavedAt, string SavedBy, string? PromotionReason);

/// <content>Models of kinds that there is one model of: lifetime value and clusters.</content>
public sealed partial class ModelStore
{
    private static readonly string[] OtherKinds = [LifetimeArtifact.Name, ClusterArtifact.Name];

    /// <summary>Saves the document as the next version of its name, not active, and answers that version.</summary>
    public Task<int> SaveAsync(ModelDocument document, ModelAct act, CancellationToken stop) => _database.ChangeAsync(
        async (context, _) =>
        {
            var last = await context.Models
                .Where(row => row.Name == document.Name)
                .MaxAsync(row => (int?)row.Version, stop) ?? 0;
            context.Models.Add(new ModelRow
            {
                Name = document.Name,
                Version = last + 1,
                SavedAt = act.At.ToUniversalTime(),
                SavedBy = act.By,
                Metadata = document.Metadata,
                Trees = document.Trees,
            });
            return (true, last + 1);
        },
        stop);

    /// <summary>Every version of a name, oldest first, without trees.</summary>
    public async Task<IReadOnlyList<ModelDocumentVersion>> DocumentsAsync(string name, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var rows = await context.Models.AsNoTracking().Where(row => row.Name == name).OrderBy(row => row.Version)
            .Select(row => new { row.Version, row.Active, row.SavedAt, row.SavedBy, row.PromotionReason, row.Metadata })
            .ToListAsync(stop);
        return rows.ConvertAll(row => new ModelDocumentVersion(
            new ModelDocument(name, row.Version, row.Metadata, []),
            row.Active,
            row.SavedAt,
            row.SavedBy,
            row.PromotionReason));
    }

    /// <summary>The number of the version of a name that serves; null when there is none.</summary>
    public async Task<int?> ActiveVersionAsync(string name, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        return await context.Models.AsNoTracking()
            .Where(row => row.Name == name && row.Active)
            .Select(row => (int?)row.Version)
            .SingleOrDefaultAsync(stop);
    }

    /// <summary>One version of a name; null when there is none.</summary>
    public async Task<ModelDocument?> DocumentAsync(string name, int version, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var row = await context.Models.AsNoTracking().SingleOrDefaultAsync(
            r => r.Name == name && r.Version == version, stop);
        return row is null ? null : new ModelDocument(row.Name, row.Version, row.Metadata, row.Trees);
    }

    private static IQueryable<ModelRow> Propensity(ServiceDbContext context) =>
        context.Models.AsNoTracking().Where(row => !OtherKinds.Contains(row.Name));
}
