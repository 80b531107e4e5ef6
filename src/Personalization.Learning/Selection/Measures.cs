using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;

namespace Personalization.Learning.Selection;

/// <summary>A measure by its name in camel case.</summary>
public readonly record struct NamedMeasure(string Name, double Value);

/// <summary>The measures that fit an objective; <see cref="BinaryMetrics"/> and its neighbours define them.</summary>
public static class Measures
{
    /// <summary>
    /// Binary: auc, logLoss, prAuc, brier, ece, accuracy, precision, recall, f1 (at 0.5). Classes: logLoss, accuracy.
    /// Amounts: rmse, mae, r2, and the deviance of Poisson and Tweedie.
    /// </summary>
    /// <param name="objective">What was predicted.</param>
    /// <param name="predictions">As many a row as the objective has outputs.</param>
    /// <param name="labels">What was true.</param>
    /// <param name="weights">One a row, or none.</param>
    /// <exception cref="ArgumentException">Rows for which one of them has no meaning.</exception>
    public static IReadOnlyList<NamedMeasure> Of(
        Objective objective,
        ReadOnlySpan<double> predictions,
        ReadOnlySpan<float> labels,
        ReadOnlySpan<float> weights = default)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return objective.Kind switch
        {
            ObjectiveKind.Binary => Binary(predictions, labels, weights),
            ObjectiveKind.MultiClass =>
            [
                new("logLoss", MultiClassMetrics.LogLoss(predictions, labels, weights)),
                new("accuracy", MultiClassMetrics.Accuracy(predictions, labels, weights)),
            ],
            _ => Amounts(objective, predictions, labels, weights),
        };
    }

    /// <summary>The measure that training makes small: the log loss, the deviance or the error.</summary>
    public static string LossOf(Objective objective) => objective?.Kind switch
    {
        ObjectiveKind.Binary or ObjectiveKind.MultiClass => "logLoss",
        ObjectiveKind.Poisson => "poissonDeviance",
        ObjectiveKind.Tweedie => "tweedieDeviance",
        _ => "rmse",
    };

    /// <summary>Whether more of it is better.</summary>
    public static bool IsGain(string measure) =>
        measure is "auc" or "prAuc" or "accuracy" or "precision" or "recall" or "f1" or "r2";

    private static NamedMeasure[] Binary(
        ReadOnlySpan<double> predictions, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        var ranked = new RankedOutcomes(predictions, labels);
        var at = Confusion.At(0.5, predictions, labels, weights);
        return
        [
            new("auc", ranked.Auc(weights)),
            new("logLoss", BinaryMetrics.LogLoss(predictions, labels, weights)),
            new("prAuc", ranked.AveragePrecision(weights)),
            new("brier", BinaryMetrics.Brier(predictions, labels, weights)),
            new("ece", CalibrationCurve.ExpectedError(predictions, labels, weights: weights)),
            new("accuracy", at.Accuracy),
            new("precision", at.Precision),
            new("recall", at.Recall),
            new("f1", at.F1),
        ];
    }

    private static NamedMeasure[] Amounts(
        Objective objective,
        ReadOnlySpan<double> predictions,
        ReadOnlySpan<float> labels,
        ReadOnlySpan<float> weights)
    {
        var measures = new List<NamedMeasure>
        {
            new("rmse", RegressionMetrics.Rmse(predictions, labels, weights)),
            new("mae", RegressionMetrics.Mae(predictions, labels, weights)),
            new("r2", RegressionMetrics.R2(predictions, labels, weights)),
        };
        if (objective.Kind is ObjectiveKind.Poisson)
        {
            measures.Add(new("poissonDeviance", RegressionMetrics.PoissonDeviance(predictions, labels, weights)));
        }

        if (objective.Kind is ObjectiveKind.Tweedie)
        {
            measures.Add(new("tweedieDeviance", RegressionMetrics.TweedieDeviance(
                objective.VariancePower, predictions, labels, weights)));
        }

        return [.. measures];
    }
}
