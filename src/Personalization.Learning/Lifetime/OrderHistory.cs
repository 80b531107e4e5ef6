namespace Personalization.Learning.Lifetime;

/// <summary>All that the BG/NBD model needs of one buyer; times in any unit, the same for all.</summary>
/// <param name="Repeats">Orders after the first: x.</param>
/// <param name="Last">Time from the first order to the last: t_x; 0 without repeats.</param>
/// <param name="Age">Time from the first order to the end of the observation: T, at least
/// <paramref name="Last"/>.</param>
public readonly record struct OrderHistory(int Repeats, double Last, double Age)
{
    /// <summary>What is wrong with it, or null.</summary>
    internal string? Fault() =>
        Repeats < 0 ? "has fewer than no repeat orders"
        : !(double.IsFinite(Age) && Last >= 0 && Last <= Age) ? "has its last order before its first or after its age"
        : Repeats == 0 && Last > 0 ? "has a last order after the first and no repeats"
        : null;
}

/// <summary>All that the Gamma-Gamma model needs of one buyer.</summary>
/// <param name="Orders">How many orders <paramref name="Mean"/> is the mean of, at least 1.</param>
/// <param name="Mean">The mean value of an order, over 0.</param>
public readonly record struct SpendHistory(int Orders, double Mean);
