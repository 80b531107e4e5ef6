using System.Text.Json;
using Personalization.Domain.Clusters;
using Personalization.Domain.LifetimeValue;
using Personalization.Learning.Boosting;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Decisions;

/// <summary>Loads the lifetime model and the clusters that serve.</summary>
/// <remarks>A version that cannot be read leaves the one before it in use; what else changed is decided by.</remarks>
internal sealed partial class ServingModels(ModelStore models, ILogger<ServingModels> log)
{
    /// <summary>The lifetime model and its shadow; those given while their versions still serve.</summary>
    public async Task<(LifetimeModel? Active, LifetimeModel? Shadow)> LifetimeAsync(
        LifetimeModel? loaded, LifetimeModel? shadow, CancellationToken stop)
    {
        var serving = await models.ServingAsync(LifetimeArtifact.Name, stop);
        return (
            await FindAsync(LifetimeArtifact.Name, serving.Active, (loaded, loaded?.Version), Lifetime, stop),
            await FindAsync(LifetimeArtifact.Name, serving.Shadow, (shadow, shadow?.Version), Lifetime, stop));
    }

    /// <summary>The clusters; those given while their version still serves.</summary>
    public async Task<ClusterModel?> ClustersAsync(ClusterModel? loaded, CancellationToken stop) => await FindAsync(
        ClusterArtifact.Name,
        (await models.ServingAsync(ClusterArtifact.Name, stop)).Active,
        (loaded, loaded?.Version),
        document => ClusterModel.Load(new ClusterArtifact(
            document.Version, ClusterMetadata.FromJson(document.Metadata))),
        stop);

    private static LifetimeModel Lifetime(ModelDocument document) => LifetimeModel.Load(new LifetimeArtifact(
        document.Version, LifetimeMetadata.FromJson(document.Metadata), document.Trees));

    private async Task<T?> FindAsync<T>(
        string name, int? serving, (T? Model, int? Version) loaded, Func<ModelDocument, T> read, CancellationToken stop)
        where T : class
    {
        if (serving is not { } version)
        {
            return null;
        }

        if (loaded.Version == version)
        {
            return loaded.Model;
        }

        try
        {
            return await models.DocumentAsync(name, version, stop) is { } document ? read(document) : null;
        }
        catch (Exception e) when (e is ModelFormatException or ArgumentException or JsonException)
        {
            NotLoaded(e, name, version);
            return loaded.Model;
        }
    }

    [LoggerMessage(314, LogLevel.Error, "Model {Model} version {Version} cannot be read; the one before it stays")]
    private partial void NotLoaded(Exception cause, string model, int version);
}
