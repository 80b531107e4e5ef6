using Personalization.Learning.Numerics;

namespace Personalization.Domain.Propensity;

/// <summary>
/// How many customers will have the outcome, by what the newest customers did: equations (32) and (33) of
/// docs/learning.md.
/// </summary>
/// <remarks>
/// A model learns from outcomes that are all known, so what it knows is a horizon old. Customers looked at since have
/// done part of what they will do. Where more of them did something by now than older customers of the same
/// probabilities had by then, more will in the whole horizon: their rates are taken to be proportional (Cox, 1972).
/// </remarks>
internal static class NewestLevel
{
    /// <summary>Earlier than this part of the horizon too few have done anything.</summary>
    public const double LeastPart = 1.0 / 3;

    /// <summary>Later than this part what is told is hardly newer than what is known in full.</summary>
    public const double MostPart = 2.0 / 3;

    private const int Complete = 2;
    private const int LeastOutcomes = 100;
    private const double Rounding = 1e-6;
    private const double Furthest = 8;

    public static bool IsPart(double days, double horizon) =>
        days >= (horizon * LeastPart) - Rounding && days <= (horizon * MostPart) + Rounding;

    /// <summary>
    /// What to add to the log-odds of a calibrated model so that, over the customers of an instant, as many have the
    /// outcome as the newest outcomes say; null where there are too few of them.
    /// </summary>
    /// <param name="model">The model, whose inputs are the catalogue's numeric features.</param>
    /// <param name="target">What it predicts.</param>
    /// <param name="sets">Rows of any cut-offs; what was not known at the instant is not looked at.</param>
    /// <param name="at">The instant; one of the sets has its customers.</param>
    public static double? Shift(
        PropensityBlend model, PropensityTarget target, IReadOnlyList<TrainingRows> sets, DateTimeOffset at)
    {
        var looks = sets.SelectMany(
            rows => rows.CutOffs.Select((cutOff, i) => (rows, i, Days: (at - cutOff.At).TotalDays)))
            .Where(look => look.Days >= 0).OrderBy(look => look.Days).DistinctBy(look => look.Days).ToArray();
        double horizon = target.HorizonDays;
        var known = looks.Where(look => look.Days >= horizon - Rounding).Take(Complete)
            .Select(look => Look.At(model, target, look.rows, look.i, horizon)).ToArray();
        var parts = looks.Where(look => IsPart(look.Days, horizon))
            .Select(look => Look.At(model, target, look.rows, look.i, look.Days)).ToArray();
        if (known.Length == 0 || looks[0].Days > 0)
        {
            return null;
        }

        var complete = new Look(
            [.. known.SelectMany(look => look.Chances)], [.. known.SelectMany(look => look.Done)], horizon);
        var today = Look.At(model, target, looks[0].rows, looks[0].i, 0).Chances;
        if (today.Length == 0 || !complete.Tells(horizon) || parts.Length == 0
            || !parts.All(part => part.Tells(part.Days) && complete.Tells(part.Days)))
        {
            return null;
        }

        var factor = complete.Factor(horizon) * Portable.Exp(
            parts.Average(part => Portable.Log(part.Factor(part.Days) / complete.Factor(part.Days))));
        var level = today.Average(chance => Raised(chance, factor));
        var shift = Root(add => today.Average(chance => Shifted(chance, add)) - level);
        return target.Outcome == PropensityOutcome.StaysAway ? -shift : shift;
    }

    private static double Raised(double chance, double factor) => 1 - Portable.Pow(1 - chance, factor);

    private static double Shifted(double chance, double add)
    {
        var odds = chance / (1 - chance) * Portable.Exp(add);
        return double.IsInfinity(odds) ? 1 : odds / (1 + odds);
    }

    // Halving the bracket of a rising function: sixty times is more than a double holds.
    private static double Root(Func<double, double> rising)
    {
        var (low, high) = (-Furthest, Furthest);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = rising(middle) < 0 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>Customers at an instant: the chance that each does it within the horizon, and after how many days each
    /// did.</summary>
    private sealed record Look(double[] Chances, float[] Done, double Days)
    {
        public static Look At(
            PropensityBlend model, PropensityTarget target, TrainingRows rows, int cutOff, double days)
        {
            var picked = Enumerable.Range(0, rows.Keys.Count).Where(row => rows.Keys[row].CutOff == cutOff).ToArray();
            var stays = target.Outcome == PropensityOutcome.StaysAway;
            return new Look(
                Array.ConvertAll(
                    picked, row => stays ? 1 - model.Probability(rows[row]) : model.Probability(rows[row])),
                Array.ConvertAll(picked, row => rows.Keys[row].DoneAfterDays),
                days);
        }

        /// <summary>Whether enough did it within so many days, and enough did not.</summary>
        public bool Tells(double days)
        {
            var done = Done.Count(after => after < days);
            return done >= LeastOutcomes && Done.Length - done >= LeastOutcomes;
        }

        /// <summary>The factor of everybody's rate with which as many do it within so many days as did.</summary>
        public double Factor(double days)
        {
            var share = (double)Done.Count(after => after < days) / Done.Length;
            return Portable.Exp(Root(log => Chances.Average(chance => Raised(chance, Portable.Exp(log))) - share));
        }
    }
}
