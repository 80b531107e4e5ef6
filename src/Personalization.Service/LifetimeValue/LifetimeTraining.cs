using Microsoft.Extensions.Options;
using Personalization.Domain.Decisions;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using Personalization.Service.Propensity;
using Personalization.Service.Propensity.Reports;
using Personalization.Storage.Events;
using Personalization.Storage.Propensity;

namespace Personalization.Service.LifetimeValue;

/// <summary>The lifetime model: trained on the log, compared, listed, reported and checked.</summary>
internal sealed class LifetimeTraining(
    IEventLog log, ModelStore models, ModelRegistry registry, IOptions<LifetimeSettings> settings, TimeProvider clock)
    : ISingleModel
{
    /// <inheritdoc/>
    public string Name => LifetimeArtifact.Name;

    /// <inheritdoc/>
    public string Says => "what customers will order and be worth";

    /// <inheritdoc/>
    public bool HasShadows => true;

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

        var champion = await registry.ChampionAsync(Name, stop) is { } document ? Read(document) : null;
        var target = LifetimeArtifact.Target(options.HorizonDays);
        var (artifact, trial) = new LifetimeTrainer(options, step => watch.Grown(target, step, stop))
            .TrainAndTest(rows, champion?.Metadata);
        var verdict = new LifetimeContest(registry.RenewAfter).Judge(artifact, trial, champion);
        var model = LifetimeModel.Load(artifact);
        var metadata = artifact.Metadata with
        {
            Verdict = verdict,
            Reference = model.Reference(await registry.SeeAsync(model.Week(end), end, stop)),
        };
        return await registry.SettleAsync(
            new ModelDocument(Name, 0, metadata.ToJson(), artifact.XgboostJson), verdict, order, stop);
    }

    /// <inheritdoc/>
    public ListModels.ModelVersionSummary Describe(ModelDocumentVersion version)
    {
        var metadata = LifetimeMetadata.FromJson(version.Document.Metadata);
        var (report, test) = (metadata.Report, metadata.Report.Test);
        return ListModels.Describe(version, metadata.Until, report.Customers) with
        {
            Trees = report.Trees,
            Features = metadata.Reference?.Features.Count ?? 0,
            FeatureHash = metadata.Reference is { } reference
                ? ModelMetadata.HashOf([.. reference.Features.Select(feature => feature.Name)])
                : null,
            Verdict = metadata.Verdict?.Reason,
            Measures = new Dictionary<string, double?>(StringComparer.Ordinal)
            {
                ["logLikelihood"] = report.LogLikelihood,
                ["deviance"] = Served(metadata, test)?.Deviance,
                ["devianceOfSpendingAsBefore"] = test?.Naive.Deviance,
                ["cappedRootMeanSquare"] = Served(metadata, test)?.CappedRootMeanSquare,
                ["meanAbsolute"] = Served(metadata, test)?.All.MeanAbsolute,
            },
        };
    }

    /// <inheritdoc/>
    public ReadReport.ModelReport Complete(ReadReport.ModelReport report, byte[] metadata)
    {
        var read = LifetimeMetadata.FromJson(metadata);
        return report with { Lifetime = read with { Reference = null } };
    }

    /// <inheritdoc/>
    public async Task<ModelLook?> LookAsync(CatalogueSource serving, DateTimeOffset end, CancellationToken stop)
    {
        if (serving.Lifetime is not { } model)
        {
            return null;
        }

        var week = model.Week(end);
        var past = await PastAsync(end.AddDays(-ForetoldOrders.Days), end, stop);
        return new ModelLook(
            new WatchedVersion(Name, model.Version, model.Metadata.Reference),
            timeline =>
            {
                week.Add(timeline);
                past?.Add(timeline);
            },
            () => new SeenCustomers(week.Population(), Past: null, past?.Result()));
    }

    /// <inheritdoc/>
    public void Print(byte[] metadata, TextWriter output)
    {
        var read = LifetimeMetadata.FromJson(metadata);
        var (report, orders) = (read.Report, read.Orders);
        output.WriteLine(
            $"{report.RepeatCustomers} customers ordered again; r {orders.R:0.0000}  alpha {orders.Alpha:0.0000} weeks "
            + $" a {orders.A:0.0000}  b {orders.B:0.0000}  log-likelihood {report.LogLikelihood:0.00}; "
            + $"values by {read.Serves}. {report.Reason}");
        if (report.Test is { } test)
        {
            output.WriteLine(
                $"the {read.HorizonDays} days from {test.At:yyyy-MM-dd}: {test.Customers} customers spent "
                    + $"{test.Spent:0}");
            Print(output, "BG/NBD and Gamma-Gamma", test.Probability);
            Print(output, "trees", test.Trees);
            Print(output, "spending as before", test.Naive);
        }
    }

    internal static LifetimeError? Served(LifetimeMetadata metadata, LifetimeTest? test) =>
        metadata.Serves == LifetimeMethod.Trees ? test?.Trees : test?.Probability;

    private static LifetimeArtifact Read(ModelDocument document) =>
        new(document.Version, LifetimeMetadata.FromJson(document.Metadata), document.Trees);

    // Expectations of then are those of a version that knew nothing of what followed.
    private async Task<ForetoldOrders?> PastAsync(DateTimeOffset at, DateTimeOffset end, CancellationToken stop)
    {
        var known = (await models.DocumentsAsync(Name, stop))
            .Where(version => version.PromotedAt is not null)
            .Select(
                version => (version.Document.Version, Metadata: LifetimeMetadata.FromJson(version.Document.Metadata)))
            .LastOrDefault(version => version.Metadata.Until <= at);
        return known.Metadata is { } metadata ? new ForetoldOrders(known.Version, metadata.Orders, at, end) : null;
    }

    private static void Print(TextWriter output, string name, LifetimeError? error)
    {
        if (error is { All: var all })
        {
            output.WriteLine(
                $"  {name,-24} foretold {all.Forecast,12:0}  mean error {all.MeanAbsolute,10:0.00}  "
                + $"root mean square {all.RootMeanSquare,10:0.00}, capped {error.CappedRootMeanSquare,10:0.00}  "
                + $"deviance {error.Deviance,8:0.00}");
        }
    }
}
