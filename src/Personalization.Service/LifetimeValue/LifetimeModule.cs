using System.ComponentModel.DataAnnotations;
using Personalization.Domain.LifetimeValue;
using Personalization.Service.Propensity;

namespace Personalization.Service.LifetimeValue;

/// <summary>How the lifetime model is made: section <c>Lifetime</c> of the configuration.</summary>
public sealed class LifetimeSettings
{
    /// <summary>The days by which methods are compared, 7 to 365.</summary>
    [Range(7, 365, ErrorMessage = "Lifetime:HorizonDays must be 7 to 365.")]
    public int HorizonDays { get; init; } = 90;

    /// <summary>What money loses in a year, 0 to 1.</summary>
    [Range(0.0, 1.0, ErrorMessage = "Lifetime:YearlyDiscount must be 0 to 1.")]
    public double YearlyDiscount { get; init; }

    /// <summary>Whether boosted trees are tried beside the probability models.</summary>
    public bool TryTrees { get; init; } = true;

    internal LifetimeOptions ToOptions() => new()
    {
        HorizonDays = HorizonDays,
        YearlyDiscount = YearlyDiscount,
        TryTrees = TryTrees,
    };
}

/// <summary>
/// Lifetime value: training and reports, by the routes of all models. Scores are with those of propensities.
/// </summary>
public static class LifetimeModule
{
    /// <summary>Registers training.</summary>
    public static void AddLifetimeValue(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<LifetimeSettings>()
            .BindConfiguration("Lifetime").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LifetimeTraining>();
        services.AddSingleton<ISingleModel>(provider => provider.GetRequiredService<LifetimeTraining>());
    }
}
