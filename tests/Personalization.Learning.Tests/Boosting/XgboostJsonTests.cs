using System.Text;
using System.Text.Json.Nodes;
using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class XgboostJsonTests
{
    [Fact]
    public void A_model_read_back_predicts_the_same_bits_and_writes_the_same_bytes()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var set = Synthetic.Crooked(800, seed);
            var options = new BoostingOptions { Rounds = 15, Depth = seed % 2 == 0 ? 5 : 0, Leaves = seed % 2 * 12 };
            var trained = GradientBoosting.Train(set, options);

            var json = trained.ToXgboostJson();
            var read = TreeEnsemble.FromXgboostJson(json);

            Assert.Equal(Synthetic.Predict(trained, set.Features), Synthetic.Predict(read, set.Features));
            Assert.Equal(json, read.ToXgboostJson());
            Assert.Equal(trained.GainImportance(), read.GainImportance());
        }
    }

    [Fact]
    public void A_base_score_in_a_list_is_read_as_newer_versions_write_it()
    {
        var model = Model();
        model["learner"]!["learner_model_param"]!["base_score"] = "[2.5E-1]";

        Assert.Equal(0.25, Read(model).BaseScore);
    }

    [Fact]
    public void A_model_without_names_gets_those_that_XGBoost_would_give()
    {
        var model = Model();
        model["learner"]!["feature_names"] = new JsonArray();

        Assert.Equal(["f0", "f1", "f2", "f3", "f4"], Read(model).FeatureNames);
    }

    public static TheoryData<string, Action<JsonNode>> Damages => new()
    {
        { "learner", model => model.AsObject().Remove("learner") },
        { "gradient_booster", model => model["learner"]!["gradient_booster"] = 5 },
        { "dart", model => model["learner"]!["gradient_booster"]!["name"] = "dart" },
        { "rank:pairwise", model => model["learner"]!["objective"]!["name"] = "rank:pairwise" },
        { "base_score", model => model["learner"]!["learner_model_param"]!["base_score"] = "1E0" },
        { "base_score", model => model["learner"]!["learner_model_param"]!["base_score"] = "much" },
        { "num_feature", model => model["learner"]!["learner_model_param"]!["num_feature"] = "-3" },
        { "feature_names", model => model["learner"]!["feature_names"] = new JsonArray("a", "b") },
        { "feature_names", model => model["learner"]!["feature_names"] = new JsonArray("a", "b", "c", "d", "a") },
        { "trees", model => model["learner"]!["gradient_booster"]!["model"]!["trees"] = "none" },
        { "Tree 1: node 0 has child 0", model => Tree(model)["left_children"]![0] = 0 },
        { "Tree 1: node 0 has child 1000000", model => Tree(model)["right_children"]![0] = 1000000 },
        { "Tree 1: node 0 has child 1", model => Tree(model)["right_children"]![0] = 1 },
        { "Tree 1: node 0 tests feature 5", model => Tree(model)["split_indices"]![0] = 5 },
        { "split_conditions has 2", model => Tree(model)["split_conditions"] = new JsonArray(1.5, 2.5) },
        { "split_conditions", model => Tree(model)["split_conditions"]![0] = "x" },
        { "split_conditions", model => Tree(model)["split_conditions"]![0] = 1e300 },
        { "node 0 has categories", model => Tree(model)["split_type"]![0] = 1 },
        { "The model has 2 trees", model => Trees(model).RemoveAt(1) },
        { "base_score is a list", model => model["learner"]!["learner_model_param"]!["base_score"] = "[5E-1,2E-1]" },
        { "0 nodes", model => Tree(model)["left_children"] = new JsonArray() },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    [Trait("clause", "GBT-8")]
    public void A_damaged_model_is_refused_saying_what_is_wrong(string said, Action<JsonNode> damage)
    {
        var model = Model();
        damage(model);

        var refused = Assert.Throws<ModelFormatException>(() => Read(model));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_give_a_model_or_a_format_exception()
    {
        var good = Encoding.UTF8.GetBytes(Model().ToJsonString());
        var random = new Random(40);
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var bytes = good.ToArray();
            for (var hits = random.Next(1, 4); hits > 0; hits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                var length = random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length);
                var read = TreeEnsemble.FromXgboostJson(bytes.AsSpan(0, length));
                Assert.False(double.IsNaN(read.Margin(new float[read.FeatureNames.Count])));
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1500, 2999);
    }

    private static JsonNode Model()
    {
        var options = new BoostingOptions { Rounds = 3, Depth = 2 };
        return JsonNode.Parse(GradientBoosting.Train(Synthetic.Linear(300, seed: 41), options).ToXgboostJson())!;
    }

    private static JsonArray Trees(JsonNode model) =>
        model["learner"]!["gradient_booster"]!["model"]!["trees"]!.AsArray();

    private static JsonNode Tree(JsonNode model) => Trees(model)[1]!;

    private static TreeEnsemble Read(JsonNode model) =>
        TreeEnsemble.FromXgboostJson(Encoding.UTF8.GetBytes(model.ToJsonString()));
}
