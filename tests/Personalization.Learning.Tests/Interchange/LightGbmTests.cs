using System.Text;
using System.Text.Json;
using Personalization.Learning.Boosting;
using Personalization.Learning.Interchange;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Interchange;

/// <summary>
/// Models written by hand against LightGBM's rules; tests/vectors/make_lightgbm.py makes the figures.
/// </summary>
public sealed class LightGbmTests
{
    private static readonly JsonElement Expected = Vectors.Read("lightgbm.json");

    private static readonly float[][] Rows =
    [
        .. Expected.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray()
            .Select(value => value.ValueKind == JsonValueKind.Null ? float.NaN : value.GetSingle()).ToArray()),
    ];

    private static string Model(int index) => Expected.GetProperty("cases")[index].GetProperty("model").GetString()!;

    [Fact, Trait("clause", "LRN-50")]
    public void Models_of_every_objective_and_kind_of_split_predict_what_LightGBM_would()
    {
        foreach (var one in Expected.GetProperty("cases").EnumerateArray())
        {
            var model = Read(one.GetProperty("model").GetString()!);
            var expected = one.Doubles("expected");
            var predicted = new double[model.Outputs];
            for (var row = 0; row < Rows.Length; row++)
            {
                model.Predict(Rows[row], predicted);
                for (var output = 0; output < predicted.Length; output++)
                {
                    Assert.Equal(expected[(row * predicted.Length) + output], predicted[output], 1e-6);
                }
            }
        }

        Assert.Equal(6, Expected.GetProperty("cases").GetArrayLength());
        Assert.Equal(["a", "b", "c", "größe"], Read(Model(0)).FeatureNames);
    }

    [Fact, Trait("clause", "LRN-50")]
    public void What_was_read_is_explained_and_survives_in_XGBoosts_format()
    {
        var model = Read(Model(0));
        var again = TreeEnsemble.FromXgboostJson(model.ToXgboostJson());
        var parts = new double[5];
        foreach (var row in Rows)
        {
            model.Contributions(row, parts);

            Assert.Equal(model.Margin(row), again.Margin(row), 1e-6);
            Assert.Equal(model.Margin(row), parts.Sum(), 1e-5);
        }
    }

    [Fact, Trait("clause", "LRN-50")]
    public void A_float_beside_the_threshold_goes_where_its_64_bits_would_send_it()
    {
        foreach (var threshold in new[] { 0.1, 0.3, 16777217.0, 1e300, -1e-40, 1.0000000180025095e-35 })
        {
            var text = Model(2).Replace("threshold=0.5 ", $"threshold={threshold:R} ", StringComparison.Ordinal);
            var model = Read(text);
            var nearest = (float)Math.Min(threshold, 3e38);
            foreach (var value in new[] { nearest, float.BitIncrement(nearest), float.BitDecrement(nearest) })
            {
                var left = model.Margin([value, 5, float.NaN, -1]) < model.Margin([1e37f, 5, float.NaN, -1]) - 1e-9
                    || threshold > 1e38;

                Assert.Equal((double)value <= threshold, left);
            }
        }
    }

    [Fact, Trait("clause", "LRN-51")]
    public void A_file_cut_off_anywhere_is_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Model(0));
        var end = Encoding.UTF8.GetBytes(Model(0)[..Model(0).IndexOf("end of trees", StringComparison.Ordinal)]).Length;
        for (var length = 0; length < end; length += 7)
        {
            Assert.Throws<ModelFormatException>(() => ModelFile.Read(bytes.AsSpan(0, length)));
        }
    }

    [Theory, Trait("clause", "LRN-51")]
    [InlineData("objective=binary sigmoid:1", "objective=lambdarank", "The objective is 'lambdarank'")]
    [InlineData("is_linear=0", "is_linear=1", "linear models")]
    [InlineData("left_child=1 3 4", "left_child=1 0 4", "has child 0")]
    [InlineData("left_child=1 3 4", "left_child=1 3 -99", "has child -99")]
    [InlineData("split_feature=0 1 2", "split_feature=0 1 9", "tests feature 9")]
    [InlineData("threshold=0.5", "threshold=nan", "no finite number")]
    [InlineData("leaf_value=0.11", "leaf_value=1e99", "does not fit")]
    [InlineData("cat_boundaries=0 2", "cat_boundaries=0 3", "3 are expected")]
    [InlineData("feature_names=a b", "feature_names=a a", "there twice")]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=3", "for this objective it is 1")]
    [InlineData("tree\nversion", "a tree\nversion", "not a model in XGBoost's JSON format")]
    public void An_unsound_or_foreign_file_is_refused_with_a_reason(string sound, string unsound, string reason)
    {
        var text = Model(0);
        Assert.Contains(sound, text, StringComparison.Ordinal);

        var refusal = Assert.Throws<ModelFormatException>(
            () => Read(text.Replace(sound, unsound, StringComparison.Ordinal)));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("clause", "LRN-51")]
    public void Whatever_is_changed_the_result_is_a_model_or_a_refusal()
    {
        var bytes = Encoding.UTF8.GetBytes(Model(5));
        var random = new Random(5);
        for (var i = 0; i < 3000; i++)
        {
            var noisy = bytes.ToArray();
            noisy[random.Next(noisy.Length)] = (byte)"0123456789-. =\nxe"[random.Next(17)];
            try
            {
                var model = ModelFile.Read(noisy);
                model.Predict(new float[model.FeatureNames.Count], new double[model.Outputs]);
            }
            catch (ModelFormatException)
            {
                // The other allowed outcome.
            }
        }
    }

    private static TreeEnsemble Read(string text) => ModelFile.Read(Encoding.UTF8.GetBytes(text));
}
