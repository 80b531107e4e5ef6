using Personalization.Learning.Numerics;

namespace Personalization.Learning.Lifetime;

/// <summary>
/// The BG/NBD model: buyers order at random at rates that differ by a gamma distribution, and after each repeat order
/// drop out for good with probabilities that differ by a beta distribution.
/// </summary>
/// <remarks>
/// Fader, Hardie and Lee, "Counting your customers" the easy way, Marketing Science 24 (2005); numbers in parentheses
/// are the equations of docs/learning.md. Nobody drops out before the first repeat order: a buyer with one order is
/// certainly alive in this model, however long ago it was. A and B are 50 at most: beyond, the sums behind expected
/// orders overflow. Immutable; nothing here allocates.
/// </remarks>
/// <param name="R">Shape of the gamma distribution of order rates, over 0.</param>
/// <param name="Alpha">Its scale: a rate's mean is R / Alpha orders a unit of time; over 0.</param>
/// <param name="A">First parameter of the beta distribution of drop-out, over 0.</param>
/// <param name="B">Second parameter, over 0: the mean probability to drop out is A / (A + B).</param>
public sealed record BetaGeometric(double R, double Alpha, double A, double B)
{
    /// <summary>The probability that the buyer has not dropped out, 0 to 1; equation (61).</summary>
    public double Alive(OrderHistory history) => history.Repeats == 0 ? 1 : 1 / (1 + GoneOdds(history));

    /// <summary>
    /// How many orders to expect in the time <paramref name="horizon"/> that follows the observation; equation (62).
    /// </summary>
    public double Orders(OrderHistory history, double horizon)
    {
        if (horizon <= 0)
        {
            return 0;
        }

        var x = history.Repeats;
        var z = horizon / (Alpha + history.Age + horizon);
        var log = Portable.Log((Alpha + history.Age) / (Alpha + history.Age + horizon));
        var u = (A - 1) * log;

        // (1 - (1 - z)^(a-1) F) / (a - 1) without its hole at a = 1: F is 1 + (a - 1) S.
        var growth = u == 0 ? 1 : Portable.ExpM1(u) / u;
        var series = Hypergeometric.Remainder(A + B - 1 - R, A, A + B + x - 1, z);
        var expected = ((A + B + x - 1) * -log * growth) - (Portable.Exp(u) * series);
        return Math.Max(0, x == 0 ? expected : expected / (1 + GoneOdds(history)));
    }

    /// <summary>
    /// The sum of the expected orders of each step of a horizon, each worth less the later it comes.
    /// </summary>
    /// <param name="history">The buyer.</param>
    /// <param name="horizon">The time that follows the observation.</param>
    /// <param name="step">How often to discount, over 0; an order counts as if in the middle of its step.</param>
    /// <param name="rate">What is lost on a unit of time, at least 0: an order after t is worth (1 + rate)^-t.</param>
    public double DiscountedOrders(OrderHistory history, double horizon, double step, double rate)
    {
        if (rate == 0)
        {
            return Orders(history, horizon);
        }

        var (sum, before) = (0.0, 0.0);
        for (var from = 0.0; from < horizon; from += step)
        {
            var to = Math.Min(horizon, from + step);
            var until = Orders(history, to);
            sum += (until - before) * Portable.Pow(1 + rate, -(from + to) / 2);
            before = until;
        }

        return sum;
    }

    /// <summary>The orders a buyer makes in a unit of time while alive, as expected from what they did; (63).</summary>
    public double Rate(OrderHistory history) => (R + history.Repeats) / (Alpha + history.Age);

    /// <summary>
    /// The time within which the next order comes with the probability <paramref name="share"/> (over 0, below 1), if
    /// the buyer is alive; with 0.5, the median; equation (64).
    /// </summary>
    public double TimeToNext(OrderHistory history, double share = 0.5) =>
        (Alpha + history.Age) * (Portable.Pow(1 - share, -1 / (R + history.Repeats)) - 1);

    /// <summary>How much likelier it is that the buyer has dropped out than not.</summary>
    private double GoneOdds(OrderHistory history) => A / (B + history.Repeats - 1)
        * Portable.Exp((R + history.Repeats) * Portable.Log((Alpha + history.Age) / (Alpha + history.Last)));
}
