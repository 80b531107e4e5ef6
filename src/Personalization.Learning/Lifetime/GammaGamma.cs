namespace Personalization.Learning.Lifetime;

/// <summary>
/// The Gamma-Gamma model: a buyer's orders are worth gamma-distributed amounts around a mean that differs between
/// buyers, whatever their number.
/// </summary>
/// <remarks>
/// Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013), brucehardie.com/notes/025; equations (66) and
/// (67) of docs/learning.md. Immutable; nothing here allocates.
/// </remarks>
/// <param name="P">Shape of the distribution of a buyer's order values, over 0.</param>
/// <param name="Q">Shape of the distribution of its scale, over 0.</param>
/// <param name="Gamma">Scale of that distribution, over 0, in the values' currency.</param>
public sealed record GammaGamma(double P, double Q, double Gamma)
{
    /// <summary>
    /// The value of a buyer's next order, as expected from the mean of those before; equation (67). With no orders, the
    /// mean over all buyers; infinite where the distribution's tail is too heavy to have a mean.
    /// </summary>
    public double MeanValue(int orders, double mean)
    {
        var shape = (P * orders) + Q - 1;
        return shape > 0 ? P * (Gamma + (orders * mean)) / shape : double.PositiveInfinity;
    }
}
