using Personalization.Domain.Propensity;

namespace Personalization.Domain.LifetimeValue;

/// <summary>What methods that knew nothing of it foretold of the newest horizon whose outcomes are known.</summary>
/// <param name="At">When the horizon begins.</param>
/// <param name="HorizonDays">How long it is.</param>
/// <param name="Rows">The customers.</param>
/// <param name="Probability">The value of each by BG/NBD and Gamma-Gamma.</param>
/// <param name="Trees">That by boosted trees; null when none were grown.</param>
/// <param name="TreesServe">Whether trees are to serve.</param>
public sealed record LifetimeTrial(
    DateTimeOffset At,
    int HorizonDays,
    IReadOnlyList<LifetimeRow> Rows,
    double[] Probability,
    double[]? Trees,
    bool TreesServe)
{
    /// <summary>What each customer spent.</summary>
    internal HeldOutSpending Spending { get; } = new([.. Rows.Select(row => row.Spent)]);

    /// <summary>What the method that serves foretold.</summary>
    internal double[] Served => TreesServe ? Trees! : Probability;

    /// <summary>Every customer going on to spend as before.</summary>
    internal double[] AsBefore { get; } = [.. Rows.Select(row => Before(row.Record, HorizonDays))];

    internal LifetimeTest ToTest() => new(
        At,
        Rows.Count,
        Spending.Spent.Sum(),
        Spending.Cap,
        Spending.ErrorOf(Probability),
        Trees is null ? null : Spending.ErrorOf(Trees),
        Spending.ErrorOf(AsBefore))
    {
        Deciles = AmountDeciles.Of(Served, Spending.Spent),
    };

    private static double Before(OrderRecord record, int horizonDays)
    {
        var days = Math.Max(record.History.Age * OrderRecord.DaysInWeek, horizonDays);
        return record.MeanValue * record.Orders / days * horizonDays;
    }
}
