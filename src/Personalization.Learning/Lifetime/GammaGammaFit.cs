using Personalization.Learning.Numerics;

namespace Personalization.Learning.Lifetime;

/// <summary>Fits the Gamma-Gamma model by maximum likelihood.</summary>
/// <remarks>
/// The likelihood is equation (66) of docs/learning.md, maximised over the logarithms of the parameters with exact
/// gradients. Gamma functions depend on a buyer only through the number of orders, and are made once a step for each
/// number that occurs.
/// </remarks>
public sealed class GammaGammaFit
{
    private static readonly double[] HighestLogarithms = [12, 12, 12];

    private readonly SpendHistory[] _histories;
    private readonly (int Orders, int Buyers)[] _counts;
    private readonly double _unit;
    private readonly double _constant;

    private GammaGammaFit(IReadOnlyList<SpendHistory> histories, double unit)
    {
        _unit = unit;
        _histories = [.. histories.Select(history => new SpendHistory(history.Orders, history.Mean / unit))];
        _counts = [.. histories.CountBy(history => history.Orders)
            .OrderBy(pair => pair.Key)
            .Select(pair => (pair.Key, pair.Value))];
        _constant = histories.Sum(history => Portable.Log(history.Mean));
    }

    /// <summary>Fits the three parameters. The same histories in the same order give the same bits.</summary>
    /// <param name="histories">The buyers, at least two whose means differ.</param>
    /// <exception cref="ArgumentException">There is nothing to learn from, or a history cannot be.</exception>
    public static LifetimeFit<GammaGamma> Fit(IReadOnlyList<SpendHistory> histories)
    {
        ArgumentNullException.ThrowIfNull(histories);
        foreach (var history in histories)
        {
            if (history.Orders < 1 || !double.IsFinite(history.Mean) || history.Mean <= 0)
            {
                throw new ArgumentException(
                    "A spend history needs at least one order and a mean value over 0.", nameof(histories));
            }
        }

        if (histories.Count == 0 || histories.All(history => history.Mean == histories[0].Mean))
        {
            throw new ArgumentException(
                "All orders are worth the same: there is no spending to learn.", nameof(histories));
        }

        var fit = new GammaGammaFit(histories, histories.Average(history => history.Mean));
        var found = Bfgs.Minimise(fit.MeanLoss, [1, 1, 0], HighestLogarithms);
        var model = new GammaGamma(
            Portable.Exp(found.At[0]), Portable.Exp(found.At[1]), Portable.Exp(found.At[2]) * fit._unit);
        var likelihood = -histories.Count * (found.Value + Portable.Log(fit._unit));
        return new LifetimeFit<GammaGamma>(
            model, likelihood, histories.Count, found.Iterations, found.Converged);
    }

    /// <summary>The log-likelihood of a model, summed over buyers.</summary>
    public static double LogLikelihood(GammaGamma model, IReadOnlyList<SpendHistory> histories)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(histories);
        return -histories.Count * new GammaGammaFit(histories, unit: 1).MeanLoss(
            [Portable.Log(model.P), Portable.Log(model.Q), Portable.Log(model.Gamma)], new double[3]);
    }

    private double MeanLoss(ReadOnlySpan<double> logs, Span<double> gradient)
    {
        var (p, q, gamma) = (Portable.Exp(logs[0]), Portable.Exp(logs[1]), Portable.Exp(logs[2]));
        var (sum, dp, dq, dGamma) = (0.0, 0.0, 0.0, 0.0);
        foreach (var (orders, mean) in _histories)
        {
            var total = orders * mean;
            var log = Portable.Log(gamma + total);
            var shape = (p * orders) + q;
            var logTotal = Portable.Log(total);
            sum += (p * orders * logTotal) - (shape * log);
            dp += orders * (logTotal - log);
            dq -= log;
            dGamma -= shape / (gamma + total);
        }

        var (logGammaOfQ, digammaOfQ) = (SpecialFunctions.LogGamma(q), SpecialFunctions.Digamma(q));
        foreach (var (orders, buyers) in _counts)
        {
            var shape = (p * orders) + q;
            var digamma = SpecialFunctions.Digamma(shape);
            sum += buyers * (SpecialFunctions.LogGamma(shape) - SpecialFunctions.LogGamma(p * orders) - logGammaOfQ);
            dp += buyers * orders * (digamma - SpecialFunctions.Digamma(p * orders));
            dq += buyers * (digamma - digammaOfQ);
        }

        var n = _histories.Length;
        sum += n * q * logs[2];
        dq += n * logs[2];
        dGamma += n * q / gamma;
        sum -= _constant - (n * Portable.Log(_unit));
        gradient[0] = -p * dp / n;
        gradient[1] = -q * dq / n;
        gradient[2] = -gamma * dGamma / n;
        return -sum / n;
    }
}
