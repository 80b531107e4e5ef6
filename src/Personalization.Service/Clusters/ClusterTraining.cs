using Microsoft.Extensions.Options;
using Personalization.Domain.Clusters;
using Personalization.Service.Propensity;
using Personalization.Storage.Events;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Clusters;

/// <summary>Finds the clusters of the log's customers; a new version serves unless it is told not to.</summary>
internal sealed class ClusterTraining(
    IEventLog log, ModelStore models, IOptions<ClusterSettings> settings, TimeProvider clock)
    : ISingleModel<ClusterMetadata>
{
    /// <inheritdoc/>
    public string Name => ClusterArtifact.Name;

    /// <inheritdoc/>
    public ClusterMetadata Read(byte[] metadata) => ClusterMetadata.FromJson(metadata);

    /// <inheritdoc/>
    public async Task<TrainingOutcome> TrainAsync(SingleOrder order, ITrainingWatch watch, CancellationToken stop)
    {
        var end = ModelTraining.End(await log.MeasureAsync(stop), order.Until, clock.GetUtcNow());
        var rows = new ClusterRows(end);
        await LogReplay.EachAsync(log, end, watch, rows.Add, stop);
        if (ClusterTrainer.Refuse(rows) is { } refusal)
        {
            return new TrainingOutcome(null, Promoted: false, refusal);
        }

        var before = (await models.DocumentsAsync(Name, stop)).LastOrDefault(version => version.Active)?.Document;
        var artifact = new ClusterTrainer(settings.Value.ToOptions())
            .Train(rows, before is null ? null : Read(before.Metadata));
        var act = new ModelAct(order.By, clock.GetUtcNow(), "Found in newer data.");
        var version = await models.SaveAsync(new ModelDocument(Name, 0, artifact.Metadata.ToJson(), []), act, stop);
        var promoted = order.Promotion != PromotionRule.Never && await models.PromoteAsync(Name, version, act, stop);
        return new TrainingOutcome(version, promoted, null);
    }

    /// <inheritdoc/>
    public async Task PrintAsync(TrainingOutcome outcome, TextWriter output, CancellationToken stop)
    {
        if (outcome.Version is not { } version || await models.DocumentAsync(Name, version, stop) is not { } document)
        {
            return;
        }

        var metadata = Read(document.Metadata);
        await output.WriteLineAsync(
            $"{Name} version {version}, {(outcome.Promoted ? "promoted" : "not promoted")}: knows what happened before "
            + $"{metadata.Until:u}; {metadata.Clusters.Count} clusters of {metadata.Report.Customers} customers, "
            + $"silhouette {metadata.Report.Silhouette:0.000}, Davies-Bouldin {metadata.Report.DaviesBouldin:0.000}");
        foreach (var cluster in metadata.Clusters)
        {
            await output.WriteLineAsync($"  {cluster.Key,-4} {cluster.Share,7:P1}  {cluster.Name}");
        }
    }
}
