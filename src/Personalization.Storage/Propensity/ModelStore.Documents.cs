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

/// <summary>A stored version of a model of any kind, without its trees.</summary>
/// <param name="Document">What it is.</param>
/// <param name="Active">Whether this is the version that scores.</param>
/// <param name="SavedAt">When it was saved, UTC.</param>
public sealed record ModelDocumentVersion(ModelDocument Document, bool Active, DateTimeOffset SavedAt)
{
    /// <summary>
    /// Whether it is scored beside the active version to be compared with it; its scores answer nobody.
    /// </summary>
    public bool Shadow { get; init; }

    /// <summary>Who saved it: a key's name, or what did it.</summary>
    public string SavedBy { get; init; } = "";

    /// <summary>When it was last promoted; null when it never was.</summary>
    public DateTimeOffset? PromotedAt { get; init; }

    /// <summary>By whom.</summary>
    public string? PromotedBy { get; init; }

    /// <summary>Why, in words.</summary>
    public string? PromotionReason { get; init; }

    /// <summary>The version that scored until this one was promoted: where rolling back leads.</summary>
    public int? Replaces { get; init; }
}

/// <content>Models of kinds that there is one model of: lifetime value and clusters.</content>
public sealed partial class ModelStore
{
    private static readonly string[] OtherKinds = [LifetimeArtifact.Name, ClusterArtifact.Name];

    /// <summary>Saves the document as the next version of its name, not active, and answers that version.</summary>
    public Task<int> SaveAsync(ModelDocument document, ModelAct act, CancellationToken stop) => _database.ChangeAsync(
        async (context, revision) =>
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
            context.Audit.Add(Audit(document.Name, last + 1, new Change("save", revision, act, Before: null)));
            return (true, last + 1);
        },
        stop);

    /// <summary>Every version of a name, or of all, by name and version, without trees.</summary>
    public Task<IReadOnlyList<ModelDocumentVersion>> DocumentsAsync(string? name, CancellationToken stop) =>
        ReadAsync(rows => rows.Where(row => name == null || row.Name == name), stop);

    /// <summary>
    /// The numbers of the versions of a name that scores and that is its shadow; null where there is none.
    /// </summary>
    public async Task<(int? Active, int? Shadow)> ServingAsync(string name, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var rows = await context.Models.AsNoTracking()
            .Where(row => row.Name == name && (row.Active || row.Shadow))
            .Select(row => new { row.Version, row.Active })
            .ToListAsync(stop);
        return (rows.Find(row => row.Active)?.Version, rows.Find(row => !row.Active)?.Version);
    }

    /// <summary>One version of a name; null when there is none.</summary>
    public async Task<ModelDocument?> DocumentAsync(string name, int version, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var row = await context.Models.AsNoTracking().SingleOrDefaultAsync(
            r => r.Name == name && r.Version == version, stop);
        return row is null ? null : new ModelDocument(row.Name, row.Version, row.Metadata, row.Trees);
    }

    private static IQueryable<ModelRow> Propensity(IQueryable<ModelRow> rows) =>
        rows.Where(row => !OtherKinds.Contains(row.Name));
}
