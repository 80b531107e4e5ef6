using System.ComponentModel.DataAnnotations;
using Personalization.Domain.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>What is predicted and how models are trained: section <c>Propensity</c> of the configuration.</summary>
/// <remarks>
/// <c>Propensity:Targets:purchase:HorizonDays=14</c> changes a built-in target; another name adds a target, which then
/// needs an outcome and a horizon. <c>Propensity:Training:Depth=5</c> changes how trees are grown.
/// </remarks>
public sealed class PropensityOptions : IValidatableObject
{
    /// <summary>Targets by name, over the built-in ones.</summary>
    public IDictionary<string, TargetOptions> Targets { get; init; } =
        new Dictionary<string, TargetOptions>(StringComparer.Ordinal);

    /// <summary>Cut-offs and trees.</summary>
    public TrainingParameters Training { get; init; } = new();

    /// <summary>
    /// When every model is trained again, in cron's five fields, UTC; empty: never. The default is every night.
    /// </summary>
    public string? TrainWhen { get; init; } = "0 3 * * *";

    /// <summary>When active versions are checked on live customers; the default is every six hours.</summary>
    public string? CheckWhen { get; init; } = "30 */6 * * *";

    /// <summary>
    /// After how many days of age an active version gives way to one that is no better but newer; 0: never.
    /// </summary>
    [Range(0, 3650)]
    public int RenewAfterDays { get; init; } = 90;

    /// <summary>Of how many decisions one is scored by shadows too.</summary>
    [Range(1, 1_000_000)]
    public int ShadowOneIn { get; init; } = 10;

    /// <summary>How many customers a check looks at.</summary>
    [Range(100, 1_000_000)]
    public int SampledCustomers { get; init; } = LiveSample.Usual;

    /// <summary>Within which bounds models are left alone.</summary>
    public MonitoringBands Bands { get; init; } = new();

    /// <summary>The targets that are trained when none is named, the built-in ones first.</summary>
    public IReadOnlyList<PropensityTarget> All() =>
    [
        .. PropensityTarget.Defaults.Select(target =>
            Targets.TryGetValue(target.Name, out var changes) ? changes.Over(target) : target),
        .. Targets
            .Where(pair => PropensityTarget.Defaults.All(target => target.Name != pair.Key))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Value.Over(new PropensityTarget
            {
                Name = pair.Key,
                Outcome = default,
                HorizonDays = 0,
            })),
    ];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var target in All())
        {
            if (!TargetRule.TryCompile(target, out _, out var errors))
            {
                yield return new ValidationResult(
                    $"Propensity:Targets:{target.Name}: {errors[0].Field} {errors[0].Message}");
            }
        }

        if (Training.StepDays is < 1 or > 365 || Training.MaximumCutOffs is < 1 or > 200 || Training.MaximumRows < 1000)
        {
            yield return new ValidationResult(
                "Propensity:Training: StepDays must be 1 to 365, MaximumCutOffs 1 to 200, MaximumRows 1000 or more.");
        }

        foreach (var when in new[] { TrainWhen, CheckWhen })
        {
            if (!string.IsNullOrWhiteSpace(when) && !CronSchedule.TryParse(when, out _, out var fault))
            {
                yield return new ValidationResult($"Propensity:TrainWhen or CheckWhen: {fault}");
            }
        }

        if (Bands.Fault() is { } band)
        {
            yield return new ValidationResult($"Propensity:Bands: {band}");
        }

        if (Training.Fault() is { } wrong)
        {
            yield return new ValidationResult($"Propensity:Training: {wrong}");
        }
    }
}

/// <summary>Changes to a target; what is left out stays.</summary>
public sealed class TargetOptions
{
    /// <summary>What is predicted.</summary>
    public PropensityOutcome? Outcome { get; init; }

    /// <summary>How many days ahead, 1 to 730.</summary>
    public int? HorizonDays { get; init; }

    /// <summary>Only customers with an order in this many days, 1 to 3650; 0 means everybody seen before.</summary>
    public int? OrderedWithinDays { get; init; }

    /// <summary>Whether visitors without a customer id take part.</summary>
    public bool? IncludesAnonymous { get; init; }

    /// <summary>For <c>Outcome=Events</c>: what an event must be to count.</summary>
    public string? Condition { get; init; }

    /// <summary>For <c>Outcome=Events</c>: how many of them make the outcome.</summary>
    public int? AtLeast { get; init; }

    /// <summary>Only customers for whom this condition holds.</summary>
    public string? Eligible { get; init; }

    internal PropensityTarget Over(PropensityTarget target) => target with
    {
        Outcome = Outcome ?? target.Outcome,
        HorizonDays = HorizonDays ?? target.HorizonDays,
        OrderedWithinDays = OrderedWithinDays == 0 ? null : OrderedWithinDays ?? target.OrderedWithinDays,
        IncludesAnonymous = IncludesAnonymous ?? target.IncludesAnonymous,
        Condition = Condition ?? target.Condition,
        AtLeast = AtLeast ?? target.AtLeast,
        Eligible = Eligible ?? target.Eligible,
    };
}
