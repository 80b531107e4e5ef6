using System.Runtime.InteropServices;
using System.Text.Json;
using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Interchange;

public sealed class XgboostInterchangeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xgboost-interchange-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [XgboostFact]
    public void XGBoost_predicts_with_our_models_what_we_predict()
    {
        foreach (var options in new BoostingOptions[]
        {
            new() { Rounds = 40, Depth = 6 },
            new() { Rounds = 30, Depth = 0, Leaves = 31, Subsample = 0.7, ColumnSample = 0.7, L1 = 0.5 },
        })
        {
            var set = Synthetic.Crooked(3000, seed: 50, columns: 8);
            var ensemble = GradientBoosting.Train(set, options);
            File.WriteAllBytes(Path.Combine(_folder, "model.json"), ensemble.ToXgboostJson());
            WriteRows(set.Features);

            Xgboost.Run("predict", _folder);

            AssertSamePredictions(ensemble, set.Features, _folder);
            AssertSameImportance(ensemble);
        }
    }

    [XgboostFact]
    [Trait("clause", "GBT-2")]
    public void XGBoost_predicts_with_our_models_of_every_objective_what_we_predict()
    {
        foreach (var objective in Labelled.Objectives)
        {
            var set = Labelled.For(objective, 2000, seed: 51);
            var options =
                new BoostingOptions { Objective = objective, Rounds = 20, ParallelTrees = 2, Subsample = 0.8 };
            var ensemble = GradientBoosting.Train(set, options);
            File.WriteAllBytes(Path.Combine(_folder, "model.json"), ensemble.ToXgboostJson());
            WriteRows(set.Features);

            Xgboost.Run("predict", _folder);

            AssertSamePredictions(ensemble, set.Features, _folder);
        }
    }

    [XgboostFact]
    [Trait("clause", "GBT-2")]
    public void XGBoost_predicts_with_our_categorical_models_what_we_predict()
    {
        var set = Labelled.WithCategories(2000, seed: 52);
        var options = new BoostingOptions { Rounds = 20, Categorical = ["city"], CategorySmoothing = 1 };
        var ensemble = GradientBoosting.Train(set, options);
        File.WriteAllBytes(Path.Combine(_folder, "model.json"), ensemble.ToXgboostJson());
        // Codes that were never seen, between and beyond those that were.
        float[] unseen = [1, 6, 8, 500, 16_777_215];
        unseen.CopyTo(set.Features.Column(0));
        WriteRows(set.Features);

        Xgboost.Run("predict", _folder);

        AssertSamePredictions(ensemble, set.Features, _folder);
        AssertSameImportance(ensemble);
    }

    [XgboostFact]
    public void XGBoost_reads_extreme_thresholds_weights_and_names_as_they_are()
    {
        float[] thresholds =
            [1e-30f, -1.5e10f, 3, float.MaxValue, -float.MaxValue, float.Epsilon, 16777216, 0.1f, 1e-5f];
        var trees = thresholds.Select((threshold, i) => new Tree(
        [
            new TreeNode(1, 2, 1, threshold, DefaultLeft: i % 2 == 0, 0, 1, 2),
            new TreeNode(-1, -1, 0, 0, DefaultLeft: false, 0.01f * (1 << i), 0, 1),
            new TreeNode(-1, -1, 0, 0, DefaultLeft: false, i == 3 ? 1e-9f : -0.02f, 0, 1),
        ]));
        var ensemble = new TreeEnsemble(["größe \"x\" \\ / 価格 & 'y'", "😀"], 0.125f, [.. trees]);
        File.WriteAllBytes(Path.Combine(_folder, "model.json"), ensemble.ToXgboostJson());
        var values = thresholds
            .SelectMany(threshold => new[] { threshold, float.BitIncrement(threshold), float.BitDecrement(threshold) })
            .Where(float.IsFinite).Append(float.NaN).Append(0).ToArray();
        var rows = new FeatureMatrix(ensemble.FeatureNames, values.Length);
        values.CopyTo(rows.Column(1));
        WriteRows(rows);

        Xgboost.Run("predict", _folder);

        AssertSamePredictions(ensemble, rows, _folder);
    }

    [XgboostFact]
    [Trait("clause", "GBT-2")]
    public void We_predict_with_XGBoost_models_what_it_predicts()
    {
        Xgboost.Run("train", _folder);

        var kinds = Directory.GetDirectories(_folder);
        foreach (var kind in kinds)
        {
            var ensemble = TreeEnsemble.FromXgboostJson(File.ReadAllBytes(Path.Combine(kind, "model.json")));
            var values = Floats(Path.Combine(kind, "rows.f32"));
            var rows = new FeatureMatrix(ensemble.FeatureNames, values.Length / 7);
            for (var i = 0; i < values.Length; i++)
            {
                rows[i / 7, i % 7] = values[i];
            }

            AssertSamePredictions(ensemble, rows, kind);
            var isUnnamed = kind.EndsWith("unnamed", StringComparison.Ordinal);
            Assert.Equal(isUnnamed ? "f3" : "größe 3", ensemble.FeatureNames[3]);
        }

        Assert.Equal(11, kinds.Length);
    }

    private static void AssertSamePredictions(TreeEnsemble ensemble, FeatureMatrix rows, string folder)
    {
        var expected = Floats(Path.Combine(folder, "predictions.f32"));
        var actual = new double[rows.Rows * ensemble.Outputs];
        ensemble.Predict(rows, actual);
        Assert.Equal(actual.Length, expected.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance: 1e-6 * Math.Max(1, Math.Abs(actual[i])));
        }

        AssertSameContributions(ensemble, rows, folder);
    }

    private static void AssertSameContributions(TreeEnsemble ensemble, FeatureMatrix rows, string folder)
    {
        var expected = Floats(Path.Combine(folder, "contributions.f32"));
        var actual = new double[rows.Columns + 1];
        var values = new float[rows.Columns];
        for (var row = 0; row < rows.Rows; row += 7)
        {
            rows.CopyRow(row, values);
            for (var output = 0; output < ensemble.Outputs; output++)
            {
                ensemble.Contributions(values, actual, output);
                var start = ((row * ensemble.Outputs) + output) * actual.Length;
                for (var c = 0; c < actual.Length; c++)
                {
                    Assert.Equal(expected[start + c], actual[c], tolerance: 1e-4);
                }
            }
        }
    }

    private void AssertSameImportance(TreeEnsemble ensemble)
    {
        var expected = JsonSerializer.Deserialize<Dictionary<string, double>>(
            File.ReadAllText(Path.Combine(_folder, "importance.json")))!;
        var actual = ensemble.GainImportance();
        Assert.Equal(expected.Keys.ToHashSet(), actual.Select(one => one.Feature).ToHashSet());
        Assert.All(actual, one => Assert.Equal(1, one.Gain / expected[one.Feature], tolerance: 1e-4));
    }

    private void WriteRows(FeatureMatrix features)
    {
        using var file = File.Create(Path.Combine(_folder, "rows.f32"));
        var row = new float[features.Columns];
        for (var r = 0; r < features.Rows; r++)
        {
            features.CopyRow(r, row);
            file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    private static float[] Floats(string path) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}
