using System.Text;
using Personalization.Domain.Features;
using Personalization.Domain.Propensity;
using Personalization.Learning.Boosting;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

public sealed class UploadedModelTests
{
    private static readonly byte[] Sound = Grow(["orders_lifetime", "recency_days"]);

    [Fact, Trait("clause", "MOD-6")]
    public void A_model_over_some_of_the_features_scores_as_it_did_elsewhere()
    {
        var trees = TreeEnsemble.FromXgboostJson(Sound);
        var features = new double[FeatureCatalogue.NumericCount];
        Array.Fill(features, double.NaN);
        (features[IndexOf("orders_lifetime")], features[IndexOf("recency_days")]) = (30, 60);

        UploadedModel.TryRead(Sound, out var uploaded, out var fault).ShouldBeTrue(fault);
        var artifact = uploaded!.Complete(PropensityTarget.Purchase, Day(300), Rows(PropensityTarget.Purchase, [100]));
        var score = PropensityModel.Load(artifact).Score(features);

        score.Probability.ShouldBe(trees.Probability([30, 60]));
        score.Percentile.ShouldBe(100 * score.Probability, tolerance: 1e-9);
        artifact.Metadata.Origin.ShouldBe(ModelOrigin.Uploaded);
        artifact.Metadata.Until.ShouldBe(Day(300));
        artifact.Metadata.Features.ShouldBe(["orders_lifetime", "recency_days"]);
        artifact.Metadata.FeatureHash.Length.ShouldBe(16);
        artifact.Metadata.Warnings!.Count.ShouldBe(2);
        ModelMetadata.FromJson(artifact.Metadata.ToJson()).ToJson().ShouldBe(artifact.Metadata.ToJson());
    }

    [Fact, Trait("clause", "MOD-6")]
    public void Percentiles_rank_among_the_customers_there_are()
    {
        var customers = Shop(300, seed: 9).ToArray();
        var rows = Rows(PropensityTarget.Purchase, [300], customers);

        UploadedModel.TryRead(Sound, out var uploaded, out _).ShouldBeTrue();
        var artifact = uploaded!.Complete(PropensityTarget.Purchase, Day(300), rows);
        var model = PropensityModel.Load(artifact);
        var features = new double[FeatureCatalogue.NumericCount];
        var percentiles = Enumerable.Range(0, rows.Keys.Count).Select(row =>
        {
            for (var i = 0; i < features.Length; i++)
            {
                features[i] = rows[row][i];
            }

            return model.Score(features).Percentile;
        });

        percentiles.Average().ShouldBeInRange(45, 55);
        artifact.Metadata.Warnings!.Count.ShouldBe(1);
    }

    [Fact, Trait("clause", "MOD-6")]
    public void Inputs_that_are_no_features_are_refused_by_name()
    {
        UploadedModel.TryRead(Grow(["orders_lifetime", "shoe_size"]), out var uploaded, out var fault).ShouldBeFalse();

        uploaded.ShouldBeNull();
        fault!.ShouldContain("1 inputs that are not numeric features");
        fault.ShouldContain("'shoe_size'");
        fault.ShouldNotContain("'orders_lifetime'");
    }

    [Fact, Trait("clause", "MOD-6")]
    public void A_model_of_amounts_is_refused_since_it_tells_no_probability()
    {
        var file = Grow(["orders_lifetime", "recency_days"], Objective.SquaredError);

        UploadedModel.TryRead(file, out _, out var fault).ShouldBeFalse();
        UploadedModel.TryRead(Sound, out var sound, out _).ShouldBeTrue();
        var artifact = sound!.Complete(PropensityTarget.Purchase, Day(300), Rows(PropensityTarget.Purchase, [100]));

        fault!.ShouldContain("binary:logistic");
        Should.Throw<ModelFormatException>(() => PropensityModel.Load(artifact with { XgboostJson = file }))
            .Message.ShouldContain("binary:logistic");
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "", "empty" },
        { "PK\u0003\u0004 a zip", "not a model in XGBoost's JSON format" },
        { "{\"some\":\"json\"}", "'learner' is missing" },
        { Encoding.UTF8.GetString(Sound)[..^40], "not JSON" },
        { Encoding.UTF8.GetString(Sound).Replace("\"gbtree\"", "\"dart\"", StringComparison.Ordinal), "dart" },
    };

    [Theory, Trait("clause", "MOD-6"), MemberData(nameof(Broken))]
    public void A_truncated_or_foreign_file_is_refused_with_the_reason(string file, string says)
    {
        UploadedModel.TryRead(Encoding.UTF8.GetBytes(file), out _, out var fault).ShouldBeFalse();

        fault!.ShouldContain(says);
    }

    private static int IndexOf(string name) => FeatureCatalogue.TryGet(name, out var feature) ? feature.Index : -1;

    private static byte[] Grow(string[] names, Objective? objective = null)
    {
        var random = new Random(4);
        var matrix = new FeatureMatrix(names, 400);
        var labels = new float[400];
        for (var row = 0; row < labels.Length; row++)
        {
            (matrix[row, 0], matrix[row, 1]) = ((float)(random.NextDouble() * 20), (float)(random.NextDouble() * 200));
            labels[row] = matrix[row, 0] - (matrix[row, 1] / 20) + (random.NextDouble() * 8) > 4 ? 1 : 0;
        }

        var options =
            new BoostingOptions { Rounds = 10, Depth = 3, Threads = 1, Objective = objective ?? Objective.Binary };
        return GradientBoosting.Train(new TrainingSet(matrix, labels), options).ToXgboostJson();
    }
}
