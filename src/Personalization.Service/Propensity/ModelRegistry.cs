using Microsoft.Extensions.Options;
using Personalization.Domain.Propensity;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>What training does at its end, whatever it trained: save the version, and promote it or not.</summary>
internal sealed class ModelRegistry(
    ModelStore models, LiveSample sample, IOptions<PropensityOptions> options, TimeProvider clock)
{
    /// <summary>After what age a champion gives way to a challenger that is level with it; null: never.</summary>
    public TimeSpan? RenewAfter =>
        options.Value.RenewAfterDays > 0 ? TimeSpan.FromDays(options.Value.RenewAfterDays) : null;

    /// <summary>Saves the document as the next version of its name, and promotes it if the rule says so.</summary>
    /// <param name="verdict">Whether it won its comparison, and why; kept with the version and in the audit.</param>
    public async Task<(int Version, bool Promoted)> SettleAsync(
        ModelDocument document, (bool Wins, string Reason) verdict, PromotionRule rule, string by,
        CancellationToken stop)
    {
        var always = rule == PromotionRule.Always;
        var reason = always ? "Promoted without regard to a comparison." : verdict.Reason;
        var act = new ModelAct(by, clock.GetUtcNow(), reason);
        var version = await models.SaveAsync(document, act, stop);
        var promoted = always || (rule == PromotionRule.IfBetter && verdict.Wins);
        if (promoted)
        {
            await models.PromoteAsync(document.Name, version, act, stop);
        }

        return (version, promoted);
    }

    /// <summary>As the other, for models that there is one of.</summary>
    public async Task<TrainingOutcome> SettleAsync(
        ModelDocument document, MeasuredVerdict verdict, SingleOrder order, CancellationToken stop)
    {
        var (version, promoted) = await SettleAsync(
            document, (verdict.Promoted, verdict.Reason), order.Promotion, order.By, stop);
        return new TrainingOutcome(version, promoted, verdict.Reason);
    }

    /// <summary>The version of a name that scores, whole; null when there is none.</summary>
    public async Task<ModelDocument?> ChampionAsync(string name, CancellationToken stop) =>
        (await models.ServingAsync(name, stop)).Active is { } version
            ? await models.DocumentAsync(name, version, stop)
            : null;

    /// <summary>Sampled customers of the week before an instant: what those of later weeks are held against.</summary>
    public async Task<Population> SeeAsync(BuyerWeek week, DateTimeOffset until, CancellationToken stop)
    {
        await foreach (var timeline in sample.ReadAsync(options.Value.SampledCustomers, until, stop))
        {
            week.Add(timeline);
        }

        return week.Population();
    }
}
