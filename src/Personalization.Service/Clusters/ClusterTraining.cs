using Microsoft.Extensions.Options;
using Personalization.Domain.Clusters;
using Personalization.Domain.Decisions;
using Personalization.Domain.Propensity;
using Personalization.Service.Propensity;
using Personalization.Service.Propensity.Reports;
using Personalization.Storage.Events;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Clusters;

/// <summary>The clusters: found in the log's customers, compared, listed, reported and checked.</summary>
internal sealed class ClusterTraining(
    IEventLog log, ModelRegistry registry, IOptions<ClusterSettings> settings, TimeProvider clock)
    : ISingleModel
{
    /// <inheritdoc/>
    public string Name => ClusterArtifact.Name;

    /// <inheritdoc/>
    public string Says => "which customers are alike";

    /// <inheritdoc/>
    public bool HasShadows => false;

    /// <inheritdoc/>
    public async Task<TrainingOutcome> TrainAsync(SingleOrder order, ITrainingWatch watch, CancellationToken stop)
    {
        var end = ModelTraining.End(await log.MeasureAsync(stop), order.Until, clock.GetUtcNow());
        var rows = new ClusterRows(end);
        await LogReplay.EachAsync(log, end, watch, rows.Add, stop);
        var options = settings.Value.ToOptions();
        if (new ClusterTrainer(options).Refuse(rows) is { } refusal)
        {
            return new TrainingOutcome(null, Promoted: false, refusal);
        }

        var champion = await registry.ChampionAsync(Name, stop) is { } document ? Read(document) : null;
        var artifact = new ClusterTrainer(options).Train(rows, champion?.Metadata);
        var verdict = new ClusterContest(options, registry.RenewAfter)
            .Judge(rows, artifact, champion is null ? null : ClusterModel.Load(champion));
        var model = ClusterModel.Load(artifact);
        var metadata = artifact.Metadata with
        {
            Verdict = verdict,
            Reference = model.Reference(await registry.SeeAsync(model.Week(end), end, stop)),
        };
        return await registry.SettleAsync(new ModelDocument(Name, 0, metadata.ToJson(), []), verdict, order, stop);
    }

    /// <inheritdoc/>
    public ListModels.ModelVersionSummary Describe(ModelDocumentVersion version)
    {
        var metadata = ClusterMetadata.FromJson(version.Document.Metadata);
        return ListModels.Describe(version, metadata.Until, metadata.Report.Customers) with
        {
            Features = metadata.Space.Columns.Count,
            FeatureHash = ModelMetadata.HashOf(metadata.Space.Columns),
            Verdict = metadata.Verdict?.Reason,
            Measures = new Dictionary<string, double?>(StringComparer.Ordinal)
            {
                ["clusters"] = metadata.Clusters.Count,
                ["silhouette"] = metadata.Report.Silhouette,
                ["daviesBouldin"] = metadata.Report.DaviesBouldin,
                ["inertia"] = metadata.Report.Inertia,
            },
        };
    }

    /// <inheritdoc/>
    public ReadReport.ModelReport Complete(ReadReport.ModelReport report, byte[] metadata)
    {
        var read = ClusterMetadata.FromJson(metadata);
        return report with { Clusters = read with { Reference = null } };
    }

    /// <inheritdoc/>
    public Task<ModelLook?> LookAsync(CatalogueSource serving, DateTimeOffset end, CancellationToken stop)
    {
        if (serving.Clusters is not { } model)
        {
            return Task.FromResult<ModelLook?>(null);
        }

        var week = model.Week(end);
        return Task.FromResult<ModelLook?>(new ModelLook(
            new WatchedVersion(Name, model.Version, model.Metadata.Reference),
            week.Add,
            () => new SeenCustomers(week.Population(), Past: null, Orders: null)));
    }

    /// <inheritdoc/>
    public void Print(byte[] metadata, TextWriter output)
    {
        var read = ClusterMetadata.FromJson(metadata);
        output.WriteLine(
            $"{read.Clusters.Count} clusters, silhouette {read.Report.Silhouette:0.000}, "
            + $"Davies-Bouldin {read.Report.DaviesBouldin:0.000}");
        foreach (var cluster in read.Clusters)
        {
            output.WriteLine($"  {cluster.Key,-4} {cluster.Share,7:P1}  {cluster.Name}");
        }
    }

    private static ClusterArtifact Read(ModelDocument document) =>
        new(document.Version, ClusterMetadata.FromJson(document.Metadata));
}
