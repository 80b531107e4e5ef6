using Microsoft.Extensions.Options;
using Personalization.Domain.Clusters;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using Personalization.Service.Decisions;
using Personalization.Storage.Events;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>Checks active versions on a sample of live customers and keeps the newest check of each.</summary>
internal sealed partial class ModelChecking(
    CheckStores stores,
    LiveSample sample,
    IEnumerable<ISingleModel> singles,
    CatalogueHolder catalogue,
    ModelGauges gauges,
    IOptions<PropensityOptions> options,
    TimeProvider clock,
    ILogger<ModelChecking> log)
{
    /// <summary>Checks one model, or all, now; those without an active version are passed over.</summary>
    public async Task<IReadOnlyList<ModelCheck>> CheckAsync(string? name, CancellationToken stop)
    {
        var end = End(await stores.Log.MeasureAsync(stop), clock.GetUtcNow());
        var looks = await LooksAsync(name, end, stop);
        if (looks.Count > 0)
        {
            await foreach (var timeline in sample.ReadAsync(options.Value.SampledCustomers, end, stop))
            {
                foreach (var look in looks)
                {
                    look.Add(timeline);
                }
            }
        }

        var before = await ReadAsync(stop);
        var checks = new List<ModelCheck>();
        foreach (var look in looks)
        {
            var check = new ModelMonitor(options.Value.Bands).Check(
                look.Version,
                look.See(),
                clock.GetUtcNow(),
                before.FirstOrDefault(check => check.Name == look.Version.Name));
            await stores.Checks.SaveAsync(new StoredCheck(check.Name, clock.GetUtcNow(), check.ToJson()), stop);
            Tell(check);
            checks.Add(check);
        }

        await ReadAsync(stop);
        return checks;
    }

    /// <summary>
    /// The newest checks of the versions that score, by any node; the instruments show them from here on.
    /// </summary>
    public async Task<IReadOnlyList<ModelCheck>> ReadAsync(CancellationToken stop)
    {
        var source = catalogue.Source;
        var active = source.Models.ToDictionary(model => model.Name, model => model.Version, StringComparer.Ordinal);
        active[LifetimeArtifact.Name] = source.Lifetime?.Version ?? 0;
        active[ClusterArtifact.Name] = source.Clusters?.Version ?? 0;
        ModelCheck[] checks =
        [
            .. (await stores.Checks.ListAsync(stop))
                .Select(stored => ModelCheck.FromJson(stored.Body))
                .OfType<ModelCheck>()
                .Where(check => active.GetValueOrDefault(check.Name) == check.Version),
        ];
        gauges.Show(checks);
        return checks;
    }

    // A shop may be quiet for a day; a log that ended earlier is looked at as of its end.
    private static DateTimeOffset End(LogSize size, DateTimeOffset now) =>
        size.LastAt is { } last && last < now.AddDays(-1) ? last.AddTicks(1) : now;

    private static TrainingSetBuilder Builder(PropensityTarget target, DateTimeOffset end) => new(
        target,
        [new CutOff(end - TimeSpan.FromDays(Math.Max(target.HorizonDays, 7)), CutOffRole.Test), .. CutOffs.Week(end)]);

    private async Task<IReadOnlyList<ModelLook>> LooksAsync(string? name, DateTimeOffset end, CancellationToken stop)
    {
        var source = catalogue.Source;
        var looks = new List<ModelLook>();
        foreach (var model in source.Models.Where(model => name is null || model.Name == name))
        {
            looks.Add(await LookAsync(model, end, stop));
        }

        foreach (var single in singles.Where(single => name is null || single.Name == name))
        {
            if (await single.LookAsync(source, end, stop) is { } look)
            {
                looks.Add(look);
            }
        }

        return looks;
    }

    private async Task<ModelLook> LookAsync(PropensityModel model, DateTimeOffset end, CancellationToken stop)
    {
        var builder = Builder(model.Metadata.Target, end);
        var past = await PastAsync(model, builder.Rows.CutOffs[0].At, stop);
        return new ModelLook(
            new WatchedVersion(model.Name, model.Version, model.Metadata.Reference),
            builder.Add,
            () => new ModelMonitor(options.Value.Bands).See(model, builder.Rows, past));
    }

    // The scores of then are those of a version that knew nothing of what followed.
    private async Task<PropensityModel?> PastAsync(PropensityModel active, DateTimeOffset at, CancellationToken stop)
    {
        if (active.Metadata.Until <= at)
        {
            return active;
        }

        var version = (await stores.Models.ListAsync(active.Name, stop)).LastOrDefault(version =>
            version.Stored.PromotedAt is not null
            && version.Metadata.Until <= at
            && version.Metadata.Target == active.Metadata.Target);
        return version is not null && await stores.Models.GetAsync(version.Name, version.Version, stop) is { } artifact
            ? PropensityModel.Load(artifact)
            : null;
    }

    private void Tell(ModelCheck check)
    {
        foreach (var alert in check.Alerts.Where(alert => alert.Since == check.At))
        {
            Raised(alert.Model, alert.Version, alert.Subject, alert.Value, alert.Limit, alert.Message);
        }
    }

    [LoggerMessage(344, LogLevel.Warning,
        "Model {Model} version {Version}: {Subject} is {Value:0.000}, its band ends at {Limit}. {Message}")]
    private partial void Raised(
        string model, int version, string subject, double value, double limit, string message);
}

/// <summary>The stores that checking reads and writes.</summary>
internal sealed record CheckStores(IEventLog Log, ModelStore Models, ModelChecks Checks);
