using Personalization.Domain.Propensity;
using Personalization.Learning.Lifetime;

namespace Personalization.Domain.LifetimeValue;

/// <summary>Holds the orders that a model expected from an instant on against those that came until another.</summary>
/// <remarks>Feed customers one by one; not synchronised.</remarks>
/// <param name="version">The version whose expectations they are.</param>
/// <param name="model">Its order model.</param>
/// <param name="at">The instant; the model knows nothing from after it.</param>
/// <param name="end">When what came is counted.</param>
public sealed class ForetoldOrders(int version, BetaGeometric model, DateTimeOffset at, DateTimeOffset end)
{
    /// <summary>
    /// For how many days checks ask: an order model speaks of any number, and a month tells soon whether it is right.
    /// </summary>
    public const int Days = 30;

    private readonly List<double> _expected = [];
    private readonly List<double> _came = [];

    /// <summary>Adds a customer, who counts with an order before the instant.</summary>
    public void Add(CustomerTimeline timeline)
    {
        if (!timeline.Customer.IsKnown)
        {
            return;
        }

        var replay = timeline.Start();
        replay.MoveTo(at);
        if (!OrderRecord.TryRead(replay.Profile, at, out var before))
        {
            return;
        }

        replay.MoveTo(end);
        if (OrderRecord.TryRead(replay.Profile, end, out var after))
        {
            _expected.Add(model.Orders(before.History, (end - at).TotalDays / OrderRecord.DaysInWeek));
            _came.Add(Math.Max(0, after.History.Repeats - before.History.Repeats));
        }
    }

    /// <summary>What came of the customers so far; null without any.</summary>
    public PastOrders? Result()
    {
        double[] expected = [.. _expected];
        double[] came = [.. _came];
        return expected.Length == 0 ? null : new PastOrders(
            version,
            at,
            (end - at).TotalDays,
            AmountDeciles.Of(expected, came),
            AmountDeciles.StandardErrors(expected, came));
    }
}
