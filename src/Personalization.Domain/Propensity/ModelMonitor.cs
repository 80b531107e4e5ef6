using Personalization.Learning.Evaluation;

namespace Personalization.Domain.Propensity;

/// <summary>Holds an active version against the customers of now, and past scores against what came of them.</summary>
/// <remarks>
/// Everything is measured on a sample, so every band is widened by what chance alone gives: an index of b bins over n
/// and m customers is about <c>(b - 1) (1/n + 1/m)</c> where nothing moved (a customer's days of one week are alike and
/// count once), and a decile's rate strays by its binomial deviation.
/// </remarks>
public sealed class ModelMonitor(MonitoringBands bands)
{
    private const double Deviations = 4;
    private const int MostFeatureAlerts = 10;

    // The mean of |x| where x is normal with deviation 1.
    private static readonly double MeanOfNormal = Math.Sqrt(2 / Math.PI);

    /// <summary>Checks the version that scores.</summary>
    /// <param name="model">The version.</param>
    /// <param name="rows">
    /// The sampled customers a horizon ago, and then in the last <see cref="CutOffs.Week"/>, whose outcomes are not
    /// looked at.
    /// </param>
    /// <param name="past">
    /// The newest version that knew nothing from after the first cut-off; null when there is none.
    /// </param>
    /// <param name="at">When this is.</param>
    /// <param name="before">The check before this one, for since when alerts stand.</param>
    public ModelCheck Check(
        PropensityModel model, TrainingRows rows, PropensityModel? past, DateTimeOffset at, ModelCheck? before) =>
            Check(
        new WatchedVersion(model.Name, model.Version, model.Metadata.Reference), See(model, rows, past), at, before);

    /// <summary>
    /// What the rows of
    /// <see cref="Check(PropensityModel, TrainingRows, PropensityModel, DateTimeOffset, ModelCheck)"/> show.
    /// </summary>
    public SeenCustomers See(PropensityModel model, TrainingRows rows, PropensityModel? past) => new(
        Population.Of(model, rows, firstCutOff: 1), past is null ? null : Past(past, rows), Orders: null);

    /// <summary>Checks the version of any kind that scores.</summary>
    /// <param name="version">The version.</param>
    /// <param name="seen">The sampled customers.</param>
    /// <param name="at">When this is.</param>
    /// <param name="before">The check before this one, for since when alerts stand.</param>
    public ModelCheck Check(WatchedVersion version, SeenCustomers seen, DateTimeOffset at, ModelCheck? before)
    {
        var (score, features) = Drift(version.Reference, seen.Now);
        var check = new ModelCheck(version.Name, version.Number, at, seen.Now.Customers, score, features, seen.Past, [])
        {
            Orders = seen.Orders?.Customers >= bands.LeastCustomers ? seen.Orders : null,
        };
        return check with { Alerts = [.. Judge(check).Select(alert => Since(alert, before))] };
    }

    private (FeatureDrift? Score, IReadOnlyList<FeatureDrift> Features) Drift(
        PopulationReference? reference, Population now)
    {
        if (reference is null || now.Customers < bands.LeastCustomers)
        {
            return (null, []);
        }

        var features = reference.Features
            .Where(bins => now.Features.ContainsKey(bins.Name))
            .Select(bins => Measure(bins, reference.Customers, now.Customers, now.Features[bins.Name]))
            .OrderByDescending(drift => drift.Index - drift.Noise)
            .ThenBy(drift => drift.Feature, StringComparer.Ordinal);
        return (Measure(reference.Score, reference.Customers, now.Customers, now.Scores), [.. features]);
    }

    private static FeatureDrift Measure(ReferenceBins bins, int then, int now, double[] values)
    {
        var occupied = bins.Shares.Count(share => share > 0);
        var noise = Math.Max(0, occupied - 1) * ((1.0 / Math.Max(1, then)) + (1.0 / now));
        return new FeatureDrift(bins.Name, bins.ToBins().Index(values), noise);
    }

    private PastScores? Past(PropensityModel past, TrainingRows rows)
    {
        var probabilities = PropensityEvaluation.Probabilities(past, rows, key => key.CutOff == 0);
        var labels = PropensityEvaluation.Labels(rows, key => key.CutOff == 0);
        if (labels.Length < bands.LeastCustomers)
        {
            return null;
        }

        var deciles = GainsTable.Of(new RankedOutcomes(probabilities, labels))
            .Select(part => new DecileOutcome(part.Part, part.Rows, part.MeanScore, part.Rate));
        return new PastScores(
            past.Version, rows.CutOffs[0].At, QualityMeasures.Measure(probabilities, labels), [.. deciles]);
    }

    private IEnumerable<ModelAlert> Judge(ModelCheck check)
    {
        if (check.Score is { } score && score.Index > bands.ScoreIndex + score.Noise)
        {
            yield return Alert(
                check, AlertKind.ScoreDrift, score.Feature, (score.Index, bands.ScoreIndex),
                (score.Feature == "score" ? "Scores are" : $"'{score.Feature}' is")
                + " spread unlike in training: see which features moved, then train again.");
        }

        foreach (var drift in check.Features
            .Where(drift => drift.Index > bands.FeatureIndex + drift.Noise).Take(MostFeatureAlerts))
        {
            yield return Alert(
                check, AlertKind.FeatureDrift, drift.Feature, (drift.Index, bands.FeatureIndex),
                $"'{drift.Feature}' is spread unlike in training: see whether its events still arrive as they did; if "
                + "customers have changed, train again.");
        }

        foreach (var alert in check.Past is { } past ? JudgePast(check, past) : [])
        {
            yield return alert;
        }

        foreach (var alert in check.Orders is { } orders ? JudgeOrders(check, orders) : [])
        {
            yield return alert;
        }
    }

    private IEnumerable<ModelAlert> JudgeOrders(ModelCheck check, PastOrders past)
    {
        if (past.Error > bands.OrdersError + past.Chance)
        {
            yield return Alert(
                check, AlertKind.Calibration, "orders", (past.Error, bands.OrdersError),
                $"Of the {past.Days:0} days from {past.At:yyyy-MM-dd}, {past.Observed:0} orders came where "
                + $"{past.Expected:0} were expected of the sampled customers, and over deciles they are "
                + $"{past.Error:P0} off: train again, and do "
                + "not trust thresholds on values meanwhile.");
        }

        var worst = past.Deciles.Zip(past.StandardErrors)
            .Where(pair => Math.Abs(pair.First.Observed - pair.First.Expected) > Deviations * pair.Second)
            .Select(pair => pair.First)
            .Where(decile => Ratio(decile) > bands.ConversionRatio)
            .MaxBy(Ratio);
        if (worst is not null)
        {
            yield return Alert(
                check, AlertKind.Conversion, $"decile {worst.Decile}", (Ratio(worst), bands.ConversionRatio),
                $"Of decile {worst.Decile} of {past.At:yyyy-MM-dd}, a customer ordered {worst.Observed:0.00} times "
                + $"where {worst.Expected:0.00} were expected: behaviour has changed, train again.");
        }
    }

    private IEnumerable<ModelAlert> JudgePast(ModelCheck check, PastScores past)
    {
        var customers = past.Deciles.Sum(decile => decile.Customers);
        var error = past.CalibrationError;
        var chance = past.Deciles.Sum(d => MeanOfNormal * Deviation(d) * d.Customers) / customers;
        if (error > bands.CalibrationError + chance)
        {
            yield return Alert(
                check, AlertKind.Calibration, "score", (error, bands.CalibrationError),
                $"Of the scores of {past.At:yyyy-MM-dd}, what came true is {error:P1} off on average: train again, and "
                + "do not trust thresholds on probabilities meanwhile.");
        }

        var worst = past.Deciles
            .Where(d => Math.Abs(d.Observed - d.Expected) > Deviations * Deviation(d))
            .Where(d => Ratio(d) > bands.ConversionRatio)
            .MaxBy(Ratio);
        if (worst is not null)
        {
            yield return Alert(
                check, AlertKind.Conversion, $"decile {worst.Decile}", (Ratio(worst), bands.ConversionRatio),
                $"Of decile {worst.Decile} of {past.At:yyyy-MM-dd}, {worst.Observed:P1} had the outcome where scores "
                + $"said {worst.Expected:P1}: behaviour has changed, train again.");
        }
    }

    // Above or below alike.
    private static double Ratio(DecileOutcome decile)
    {
        var (high, low) = decile.Observed > decile.Expected
            ? (decile.Observed, decile.Expected)
            : (decile.Expected, decile.Observed);
        return high / Math.Max(low, 0.5 / Math.Max(1, decile.Customers));
    }

    private static double Deviation(DecileOutcome decile) =>
        Math.Sqrt(decile.Expected * (1 - decile.Expected) / Math.Max(1, decile.Customers));

    private static ModelAlert Alert(
        ModelCheck check, AlertKind kind, string subject, (double Value, double Limit) measured, string message) =>
        new(check.Name, check.Version, kind, subject, measured.Value, measured.Limit, check.At, message);

    private static ModelAlert Since(ModelAlert alert, ModelCheck? before) =>
        before?.Alerts.FirstOrDefault(
            old => (old.Version, old.Kind, old.Subject) == (alert.Version, alert.Kind, alert.Subject)) is { } standing
            ? alert with { Since = standing.Since }
            : alert;
}

/// <summary>A version that scores, and what its customers looked like in training.</summary>
/// <param name="Name">The model.</param>
/// <param name="Number">The version.</param>
/// <param name="Reference">Null where that was not kept.</param>
public sealed record WatchedVersion(string Name, int Number, PopulationReference? Reference);

/// <summary>Sampled customers, as a version that scores sees them.</summary>
/// <param name="Now">Those of the last week.</param>
/// <param name="Past">Past probabilities and what came of them.</param>
/// <param name="Orders">Past expectations of orders and what came of them.</param>
public sealed record SeenCustomers(Population Now, PastScores? Past, PastOrders? Orders);
