using Personalization.Learning.Boosting;
using Personalization.Learning.Selection;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Selection;

public sealed class SelectionTests
{
    private static readonly BoostingOptions Quick = new() { Rounds = 20, Depth = 3 };

    [Fact, Trait("clause", "LRN-40")]
    public void Stratified_folds_have_equal_sizes_and_the_same_mix_of_labels()
    {
        float[] labels = [.. Enumerable.Range(0, 103).Select(i => i % 7 == 0 ? 1f : i % 5 == 0 ? 2f : 0f)];

        var folds = Folds.Assign(labels, 4, seed: 3, stratified: true);

        foreach (var label in labels.Distinct())
        {
            var counts = Enumerable.Range(0, 4).Select(fold => Count(folds, labels, fold, label)).ToArray();
            Assert.True(counts.Max() - counts.Min() <= 1);
        }

        Assert.Equal(folds, Folds.Assign(labels, 4, seed: 3, stratified: true));
        Assert.NotEqual(folds, Folds.Assign(labels, 4, seed: 4, stratified: true));
        Assert.Throws<ArgumentException>(() => Folds.Assign([0, 0, 0, 1], 2, 0, stratified: true));
        Assert.Throws<ArgumentException>(() => Folds.Assign([0, 1], 3, 0, stratified: false));
    }

    [Fact, Trait("clause", "LRN-40")]
    public void Cross_validation_predicts_every_row_by_a_model_that_has_not_seen_it()
    {
        var set = Synthetic.Crooked(600, seed: 5, columns: 4);
        var assigned = Folds.Assign(set.Labels, 3, Quick.Seed, stratified: true);

        var result = CrossValidation.Run(set, Quick, folds: 3);

        for (var fold = 0; fold < 3; fold++)
        {
            var rows = Folds.RowsOf(assigned, fold, others: false);
            var model = GradientBoosting.Train(Subsets.Rows(set, Folds.RowsOf(assigned, fold, others: true)), Quick);
            var held = Subsets.Rows(set, rows);
            var predicted = new double[rows.Length];
            model.Predict(held.Features, predicted);

            Assert.Equal(predicted, rows.Select(row => result.Predictions[row]));
            Assert.Equal(
                Measures.Of(Objective.Binary, predicted, held.Labels)[0].Value, result.Of("auc").Values[fold]);
        }

        var auc = result.Of("auc");
        Assert.Equal(auc.Values.Average(), auc.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(auc.Values.Average(v => v * v) - (auc.Mean * auc.Mean)), auc.Deviation, 1e-9);
        Assert.Equal(
            ["auc", "logLoss", "prAuc", "brier", "ece", "accuracy", "precision", "recall", "f1"],
            result.Measures.Select(measure => measure.Name));
        Assert.Throws<ArgumentException>(() => result.Of("beauty"));
    }

    [Fact, Trait("clause", "LRN-41")]
    public void A_grid_is_every_combination_and_the_best_by_the_measure_comes_first()
    {
        var set = Synthetic.Crooked(600, seed: 6, columns: 4);
        var grid = ParameterSearch.Grid(
            Quick,
            [options => options with { Depth = 1 }, options => options with { Depth = 4 }],
            [options => options with { LearningRate = 0.001 }, options => options with { LearningRate = 0.2 }]);
        var told = new List<double>();

        var byLoss = ParameterSearch.Run(set, grid, folds: 3, progress: told.Add);
        var byAuc = ParameterSearch.Run(set, grid, folds: 3, measure: "auc");

        Assert.Equal([(1, 0.001), (1, 0.2), (4, 0.001), (4, 0.2)], grid.Select(one => (one.Depth, one.LearningRate)));
        Assert.Equal(byLoss.Select(one => one.Result.Of("logLoss").Mean).Order(), byLoss.Select(
            one => one.Result.Of("logLoss").Mean));
        Assert.Equal(byAuc.Select(one => one.Result.Of("auc").Mean).OrderDescending(), byAuc.Select(
            one => one.Result.Of("auc").Mean));
        Assert.Equal(0.2, byLoss[0].Options.LearningRate);
        Assert.Equal(told.Order(), told);
        Assert.Equal(1, told[^1], 1e-12);
        Assert.Throws<ArgumentException>(() => ParameterSearch.Run(set, [], folds: 3));
    }

    [Fact, Trait("clause", "LRN-41")]
    public void A_random_search_draws_the_same_candidates_for_the_same_seed()
    {
        IReadOnlyList<BoostingOptions> Draw(int seed) => ParameterSearch.Random(
            Quick,
            30,
            seed,
            [.. Enumerable.Range(1, 8).Select(depth => (Func<BoostingOptions, BoostingOptions>)(
                options => options with { Depth = depth }))]);

        Assert.Equal(Draw(1).Select(one => one.Depth), Draw(1).Select(one => one.Depth));
        Assert.NotEqual(Draw(1).Select(one => one.Depth), Draw(2).Select(one => one.Depth));
        Assert.True(Draw(1).Select(one => one.Depth).Distinct().Count() >= 6);
    }

    [Fact, Trait("clause", "LRN-42")]
    public void Permutation_importance_finds_what_matters_and_selection_drops_the_noise()
    {
        var set = Noisy(2000, seed: 7);
        var model = GradientBoosting.Train(set, Quick);

        var importance = PermutationImportance.Of(model, Noisy(1000, seed: 8), repeats: 5, measure: "auc");
        var selected = FeatureSelection.Run(set, Quick, deviations: 2);
        var (smaller, options) = FeatureSelection.Apply(
            selected, set,
            Quick with { Categorical = ["noise3"], Monotone = new Dictionary<string, int> { ["a"] = 1 } });

        Assert.Equal(["a", "b"], importance.Take(2).Select(one => one.Feature));
        Assert.True(importance[1].Mean > 0.05);
        Assert.All(importance.Skip(2), one => Assert.InRange(one.Mean, -0.02, 0.02));
        Assert.Equal(["a", "b"], selected.Kept.Intersect(["a", "b"]));
        Assert.True(selected.Kept.Count <= 5);
        Assert.Equal(selected.Kept, smaller.Features.Names);
        Assert.DoesNotContain("noise3", options.Categorical.Except(selected.Kept));
        Assert.Equal(1, options.Monotone["a"]);
    }

    private static TrainingSet Noisy(int rows, int seed)
    {
        var random = new Random(seed);
        var features = new FeatureMatrix(["a", "b", .. Enumerable.Range(0, 8).Select(i => $"noise{i}")], rows);
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            for (var c = 0; c < features.Columns; c++)
            {
                features[row, c] = (float)random.NextDouble();
            }

            var margin = (6 * features[row, 0]) + (3 * features[row, 1]) - 4.5;
            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0;
        }

        return new TrainingSet(features, labels);
    }

    private static int Count(int[] folds, float[] labels, int fold, float label) =>
        folds.Zip(labels).Count(row => row == (fold, label));
}
