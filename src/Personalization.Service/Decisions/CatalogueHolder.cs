using Microsoft.Extensions.Options;
using Personalization.Domain.Decisions;
using Personalization.Domain.Propensity;
using Personalization.Domain.Recommendations;
using Personalization.Learning.Boosting;
using Personalization.Service.Privacy;
using Personalization.Storage.Configuration;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Decisions;

/// <summary>The catalogue that decisions are made by: built off the hot path, swapped whole, read without a
/// lock.</summary>
/// <remarks>
/// A load that fails keeps the catalogue there is. Loads run one at a time, and each reads the store after it began, so
/// a caller that has written and then awaits <see cref="ReloadAsync"/> decides by what it wrote.
/// </remarks>
internal sealed partial class CatalogueHolder(
    ConfigurationStore configuration,
    ModelStore models,
    ServingModels others,
    DecisionMetrics metrics,
    IOptions<PrivacyOptions> privacy,
    ILogger<CatalogueHolder> log) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly Dictionary<(string Name, int Version), PropensityModel> _models = [];
    private volatile Loaded _loaded = new(
        Catalogue.Empty, new CatalogueSource { AllowsUnasked = privacy.Value.AllowsUnasked });

    /// <summary>The catalogue to decide by now.</summary>
    public Catalogue Current => _loaded.Catalogue;

    /// <summary>What the current catalogue was built from.</summary>
    public CatalogueSource Source => _loaded.Source;

    /// <summary>Loads when another node, or another process, changed the configuration since the last load.</summary>
    public async Task RefreshAsync(CancellationToken stop)
    {
        if (await configuration.RevisionAsync(stop) != Source.Revision)
        {
            await ReloadAsync(stop);
        }
    }

    /// <summary>Loads everything that is configured and swaps the catalogue.</summary>
    public async Task ReloadAsync(CancellationToken stop)
    {
        await _loading.WaitAsync(stop);
        try
        {
            // Read before the documents: what changes in between is then loaded again, not missed.
            var revision = await configuration.RevisionAsync(stop);
            var documents = await configuration.ListAsync(kind: null, stop);
            var (active, shadows) = await ModelsAsync(stop);
            var lifetime = await others.LifetimeAsync(Source.Lifetime, Source.LifetimeShadow, stop);
            var source = EntityDocuments.Read(documents, Source) with
            {
                Revision = revision,
                Models = active,
                Shadows = shadows,
                Lifetime = lifetime.Active,
                LifetimeShadow = lifetime.Shadow,
                Clusters = await others.ClustersAsync(Source.Clusters, stop),
            };
            Swap(source);
        }
        catch
        {
            metrics.CatalogueLoaded(succeeded: false);
            throw;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Puts a newly built recommender into the catalogue.</summary>
    public async Task UseAsync(Recommender recommender, CancellationToken stop)
    {
        await _loading.WaitAsync(stop);
        try
        {
            Swap(Source with { Recommender = recommender });
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    private void Swap(CatalogueSource source)
    {
        var result = Catalogue.Build(source);
        foreach (var error in result.Errors)
        {
            LeftOut(error.Kind, error.Key, error.Error.Field, error.Error.Message);
        }

        _loaded = new Loaded(result.Catalogue, source);
        metrics.CatalogueLoaded(succeeded: true);
        Swapped(source.Revision, source.Campaigns.Count, source.Models.Count);
    }

    private async Task<(List<PropensityModel> Active, List<PropensityModel> Shadows)> ModelsAsync(
        CancellationToken stop)
    {
        var (active, shadows) = (new List<PropensityModel>(), new List<PropensityModel>());
        foreach (var version in await models.ServingAsync(stop))
        {
            if (await FindAsync(version, stop) is { } model)
            {
                (version.Active ? active : shadows).Add(model);
            }
        }

        _models.Clear();
        foreach (var model in active.Concat(shadows))
        {
            _models[(model.Name, model.Version)] = model;
        }

        return (active, shadows);
    }

    // A version never changes, and its trees are large: each is read once. One that cannot be read must not keep
    // everything else that changed from being decided by.
    private async Task<PropensityModel?> FindAsync(ModelVersion version, CancellationToken stop)
    {
        if (_models.TryGetValue((version.Name, version.Version), out var known))
        {
            return known;
        }

        try
        {
            return await models.GetAsync(version.Name, version.Version, stop) is { } artifact
                ? PropensityModel.Load(artifact)
                : null;
        }
        catch (Exception e) when (e is ModelFormatException or ArgumentException)
        {
            NotLoaded(e, version.Name, version.Version);
            return version.Active ? Source.Models.FirstOrDefault(model => model.Name == version.Name) : null;
        }
    }

    [LoggerMessage(
        310, LogLevel.Information, "Deciding by revision {Revision}: {Campaigns} campaigns, {Models} models")]
    private partial void Swapped(long revision, int campaigns, int models);

    [LoggerMessage(311, LogLevel.Warning, "Left out of the catalogue: {Kind} '{Key}', {Field} {Message}")]
    private partial void LeftOut(string kind, string key, string field, string message);

    [LoggerMessage(313, LogLevel.Error, "Model {Model} version {Version} cannot be read; the one before it stays")]
    private partial void NotLoaded(Exception cause, string model, int version);

    private sealed record Loaded(Catalogue Catalogue, CatalogueSource Source);
}
