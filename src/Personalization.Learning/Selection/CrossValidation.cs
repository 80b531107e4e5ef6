using Personalization.Learning.Boosting;

namespace Personalization.Learning.Selection;

/// <summary>A measure over the folds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The mean of the folds' values.</param>
/// <param name="Deviation">Their standard deviation, divided by their number (numpy's default).</param>
/// <param name="Values">The value of each fold.</param>
public sealed record FoldedMeasure(string Name, double Mean, double Deviation, IReadOnlyList<double> Values);

/// <summary>What cross-validation gave.</summary>
/// <param name="Measures">Those of <see cref="Selection.Measures"/>, over the folds.</param>
/// <param name="Predictions">Of every row by the model that has not seen it, as many as there are outputs.</param>
public sealed record CrossValidated(IReadOnlyList<FoldedMeasure> Measures, double[] Predictions)
{
    /// <summary>A measure by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public FoldedMeasure Of(string name) => Measures.FirstOrDefault(measure => measure.Name == name)
        ?? throw new ArgumentException(
            $"There is no measure '{name}'; there are {string.Join(", ", Measures.Select(one => one.Name))}.",
            nameof(name));
}

/// <summary>Trains on all folds but one and measures on that one, for every fold.</summary>
public static class CrossValidation
{
    /// <summary>Cross-validates; binary and multi-class labels are stratified.</summary>
    /// <param name="set">All rows.</param>
    /// <param name="options">How each model is trained; its seed also draws the folds.</param>
    /// <param name="folds">2 or more.</param>
    /// <param name="progress">The part done, 0 to 1, after every round of every fold.</param>
    /// <exception cref="ArgumentException">As <see cref="Folds.Assign"/> and <see cref="GradientBoosting.Train"/>.
    /// </exception>
    public static CrossValidated Run(
        TrainingSet set, BoostingOptions options, int folds, Action<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        var stratified = options.Objective.Kind is ObjectiveKind.Binary or ObjectiveKind.MultiClass;
        var assigned = Folds.Assign(set.Labels, folds, options.Seed, stratified);
        var outputs = options.Objective.Outputs;
        var predictions = new double[set.Labels.Length * outputs];
        var values = new List<IReadOnlyList<NamedMeasure>>();
        for (var fold = 0; fold < folds; fold++)
        {
            var rows = Folds.RowsOf(assigned, fold, others: false);
            var held = Subsets.Rows(set, rows);
            var model = GradientBoosting.Train(
                Subsets.Rows(set, Folds.RowsOf(assigned, fold, others: true)), options, null, Report(fold));
            var predicted = new double[rows.Length * outputs];
            model.Predict(held.Features, predicted, options.Threads);
            values.Add(Measures.Of(options.Objective, predicted, held.Labels, held.Weights));
            for (var i = 0; i < rows.Length; i++)
            {
                predicted.AsSpan(i * outputs, outputs).CopyTo(predictions.AsSpan(rows[i] * outputs));
            }
        }

        return new CrossValidated([.. values[0].Select((one, m) => Summarise(one.Name, values, m))], predictions);

        Action<BoostingRound>? Report(int fold) => progress is null
            ? null
            : round => progress((fold + ((double)round.Round / round.Rounds)) / folds);
    }

    private static FoldedMeasure Summarise(string name, List<IReadOnlyList<NamedMeasure>> folds, int measure)
    {
        var values = folds.ConvertAll(fold => fold[measure].Value);
        var mean = values.Average();
        return new FoldedMeasure(
            name, mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), values);
    }
}
