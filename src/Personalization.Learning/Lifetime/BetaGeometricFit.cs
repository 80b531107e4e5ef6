using Personalization.Learning.Numerics;

namespace Personalization.Learning.Lifetime;

/// <summary>Fits the BG/NBD model by maximum likelihood.</summary>
/// <remarks>
/// The likelihood is equation (65) of docs/learning.md; it is maximised over the logarithms of the parameters with
/// exact gradients. Repeats are whole numbers, so the ratios of gamma functions are running sums over them, made once
/// a step: a step costs one pass over the buyers.
/// </remarks>
public sealed class BetaGeometricFit
{
    // Beyond 50 the sums behind expected orders would overflow, and drop-out hardly differs between buyers any more.
    private static readonly double[] HighestLogarithms = [8, 8, 3.9, 3.9];

    private readonly OrderHistory[] _histories;
    private readonly int[] _withMoreThan;
    private readonly double _ageUnit;

    private BetaGeometricFit(OrderHistory[] histories, double ageUnit)
    {
        _ageUnit = ageUnit;
        _histories = Array.ConvertAll(
            histories, h => new OrderHistory(h.Repeats, h.Last / ageUnit, h.Age / ageUnit));
        _withMoreThan = new int[histories.Max(history => history.Repeats)];
        foreach (var history in histories)
        {
            for (var i = 0; i < history.Repeats; i++)
            {
                _withMoreThan[i]++;
            }
        }
    }

    /// <summary>Fits the four parameters. The same histories in the same order give the same bits.</summary>
    /// <param name="histories">The buyers; some with a repeat order, some of an age over 0.</param>
    /// <exception cref="ArgumentException">There is nothing to learn from, or a history contradicts itself.</exception>
    public static LifetimeFit<BetaGeometric> Fit(IReadOnlyList<OrderHistory> histories)
    {
        ArgumentNullException.ThrowIfNull(histories);
        var all = histories.ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Fault() is { } fault)
            {
                throw new ArgumentException($"The order history at index {i} {fault}.", nameof(histories));
            }
        }

        if (!all.Any(history => history.Repeats > 0))
        {
            throw new ArgumentException("Nobody ordered twice: there is no rhythm to learn.", nameof(histories));
        }

        // In units of the mean age the same starting point suits days, weeks and years.
        var fit = new BetaGeometricFit(all, all.Average(history => history.Age));
        var found = Bfgs.Minimise(fit.MeanLoss, [-0.5, -0.5, 0, 0.5], HighestLogarithms);
        var p = found.At;
        var model = new BetaGeometric(
            Portable.Exp(p[0]), Portable.Exp(p[1]) * fit._ageUnit, Portable.Exp(p[2]), Portable.Exp(p[3]));
        return new LifetimeFit<BetaGeometric>(
            model, fit.InUnits(-found.Value * all.Length), all.Length, found.Iterations, found.Converged);
    }

    /// <summary>The log-likelihood of a model, summed over buyers.</summary>
    public static double LogLikelihood(BetaGeometric model, IReadOnlyList<OrderHistory> histories)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(histories);
        var fit = new BetaGeometricFit([.. histories], ageUnit: 1);
        return -histories.Count * fit.MeanLoss(
            [Portable.Log(model.R), Portable.Log(model.Alpha), Portable.Log(model.A), Portable.Log(model.B)],
            new double[4]);
    }

    // A density of times: in another unit it is multiplied by that unit once an order.
    private double InUnits(double likelihood) =>
        likelihood - (_withMoreThan.Sum(count => (double)count) * Portable.Log(_ageUnit));

    private double MeanLoss(ReadOnlySpan<double> logs, Span<double> gradient)
    {
        var p = new BetaGeometric(
            Portable.Exp(logs[0]), Portable.Exp(logs[1]), Portable.Exp(logs[2]), Portable.Exp(logs[3]));
        gradient.Clear();
        var sum = AddRepeats(p, gradient);
        foreach (var history in _histories)
        {
            sum += history.Repeats == 0 ? AddSingle(p, history, gradient) : AddRepeater(p, history, gradient);
        }

        var n = _histories.Length;
        sum += n * p.R * logs[1];
        gradient[0] = -p.R * (gradient[0] + (n * logs[1])) / n;
        gradient[1] = -p.Alpha * (gradient[1] + (n * p.R / p.Alpha)) / n;
        gradient[2] *= -p.A / n;
        gradient[3] *= -p.B / n;
        return -sum / n;
    }

    // What depends on the number of repeats only: gamma functions whose arguments differ by it.
    private double AddRepeats(BetaGeometric p, Span<double> gradient)
    {
        var sum = 0.0;
        for (var i = 0; i < _withMoreThan.Length; i++)
        {
            var count = _withMoreThan[i];
            sum += count * Portable.Log((p.R + i) * (p.B + i) / (p.A + p.B + i));
            gradient[0] += count / (p.R + i);
            gradient[2] -= count / (p.A + p.B + i);
            gradient[3] += count * ((1 / (p.B + i)) - (1 / (p.A + p.B + i)));
        }

        return sum;
    }

    private static double AddSingle(BetaGeometric p, OrderHistory history, Span<double> gradient)
    {
        var log = Portable.Log(p.Alpha + history.Age);
        gradient[0] -= log;
        gradient[1] -= p.R / (p.Alpha + history.Age);
        return -p.R * log;
    }

    private static double AddRepeater(BetaGeometric p, OrderHistory history, Span<double> gradient)
    {
        var exponent = p.R + history.Repeats;
        var (logAge, logLast) = (Portable.Log(p.Alpha + history.Age), Portable.Log(p.Alpha + history.Last));
        var remaining = p.B + history.Repeats - 1;
        var alive = -exponent * logAge;
        var gone = Portable.Log(p.A / remaining) - (exponent * logLast);
        var share = 1 / (1 + Portable.Exp(alive - gone));
        gradient[0] -= ((1 - share) * logAge) + (share * logLast);
        gradient[1] -= exponent * (((1 - share) / (p.Alpha + history.Age)) + (share / (p.Alpha + history.Last)));
        gradient[2] += share / p.A;
        gradient[3] -= share / remaining;
        return Math.Max(alive, gone) + Portable.Log(1 + Portable.Exp(-Math.Abs(alive - gone)));
    }
}

/// <summary>Fitted parameters and how they were found.</summary>
/// <param name="Model">The parameters of greatest likelihood.</param>
/// <param name="LogLikelihood">Its logarithm, summed over buyers.</param>
/// <param name="Buyers">How many buyers it was fitted to.</param>
/// <param name="Iterations">Steps of the optimiser.</param>
/// <param name="Converged">False when the optimiser gave up while the likelihood still rose.</param>
public sealed record LifetimeFit<T>(T Model, double LogLikelihood, int Buyers, int Iterations, bool Converged);
