using Microsoft.Extensions.Options;
using Personalization.Domain.LifetimeValue;
using Personalization.Service.Propensity;
using Personalization.Storage.Events;
using Personalization.Storage.Propensity;

namespace Personalization.Service.LifetimeValue;

/// <summary>Trains the lifetime model on the log.</summary>
/// <remarks>
/// A new version serves unless it is told not to: it is the same model of newer data, and held against its rivals on
/// its own held-out time already.
/// </remarks>
internal sealed class LifetimeTraining(
    IEventLog log, ModelStore models, IOptions<LifetimeSettings> settings, TimeProvider clock)
    : ISingleModel<LifetimeMetadata>
{
    /// <inheritdoc/>
    public string Name => LifetimeArtifact.Name;

    /// <inheritdoc/>
    public LifetimeMetadata Read(byte[] metadata) => LifetimeMetadata.FromJson(metadata);

    /// <inheritdoc/>
    public async Task<TrainingOutcome> TrainAsync(SingleOrder order, ITrainingWatch watch, CancellationToken stop)
    {
        var options = settings.Value.ToOptions();
        var size = await log.MeasureAsync(stop);
        var end = ModelTraining.End(size, order.Until, clock.GetUtcNow());
        var cutOffs = LifetimeTrainer.CutOffs(options, size.FirstAt ?? end, end);
        var rows = new LifetimeRows(cutOffs, options.HorizonDays, end);
        await LogReplay.EachAsync(log, end, watch, rows.Add, stop);
        if (LifetimeTrainer.Refuse(rows) is { } refusal)
        {
            return new TrainingOutcome(null, Promoted: false, refusal);
        }

        var target = LifetimeArtifact.Target(options.HorizonDays);
        var artifact = new LifetimeTrainer(options, step => watch.Grown(target, step, stop)).Train(rows);
        var act = new ModelAct(order.By, clock.GetUtcNow(), artifact.Metadata.Report.Reason);
        var document = new ModelDocument(Name, 0, artifact.Metadata.ToJson(), artifact.XgboostJson);
        var version = await models.SaveAsync(document, act, stop);
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
        var (report, orders) = (metadata.Report, metadata.Orders);
        await output.WriteLineAsync(
            $"{Name} version {version}, {(outcome.Promoted ? "promoted" : "not promoted")}: knows what happened before "
            + $"{metadata.Until:u}; {report.Customers} customers, {report.RepeatCustomers} of whom ordered again");
        await output.WriteLineAsync(
            $"r {orders.R:0.0000}  alpha {orders.Alpha:0.0000} weeks  a {orders.A:0.0000}  b {orders.B:0.0000}  "
            + $"log-likelihood {report.LogLikelihood:0.00}; values by {metadata.Serves}. {report.Reason}");
        if (report.Test is { } test)
        {
            await output.WriteLineAsync(
                $"the {metadata.HorizonDays} days from {test.At:yyyy-MM-dd}: {test.Customers} customers spent {test.Spent:0}");
            await PrintAsync(output, "BG/NBD and Gamma-Gamma", test.Probability);
            await PrintAsync(output, "trees", test.Trees);
            await PrintAsync(output, "spending as before", test.Naive);
        }
    }

    private static async Task PrintAsync(TextWriter output, string name, LifetimeError? error)
    {
        if (error is { All: var all })
        {
            await output.WriteLineAsync(
                $"  {name,-24} foretold {all.Forecast,12:0}  mean error {all.MeanAbsolute,10:0.00}  "
                + $"root mean square {all.RootMeanSquare,10:0.00}, capped {error.CappedRootMeanSquare,10:0.00}");
        }
    }
}
