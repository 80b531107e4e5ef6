using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Propensity;
using Personalization.Learning.Boosting;
using Personalization.Learning.Calibration;
using Personalization.Learning.Linear;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

public sealed class PropensityTrainerTests
{
    private static readonly TrainingParameters Parameters = new() { StepDays = 30, Rounds = 120 };

    private static readonly Lazy<ModelArtifact> Trained = new(() => Train());

    [Fact, Trait("clause", "SCO-3")]
    public void The_report_accounts_for_every_row_and_measures_the_newest_cut_off()
    {
        var report = Trained.Value.Metadata.Report;

        report.CutOffs.Sum(cutOff => cutOff.Rows).ShouldBe(report.Rows);
        report.CutOffs.Sum(cutOff => cutOff.Positives).ShouldBe(report.Positives);
        report.CutOffs[^1].Role.ShouldBe(CutOffRole.Test);
        report.Test!.Rows.ShouldBe(report.CutOffs[^1].Rows);
        report.Test.Positives.ShouldBe(report.CutOffs[^1].Positives);
        report.Test.Auc.ShouldNotBeNull().ShouldBeGreaterThan(0.8);
        report.Test.LiftAtTenPercent.ShouldNotBeNull().ShouldBeGreaterThan(1.2);
        report.Baseline!.Rows.ShouldBe(report.Test.Rows);
        report.Baseline.Auc.ShouldNotBeNull().ShouldBeGreaterThan(0.7);
        report.Trees.ShouldBeInRange(1, Parameters.Rounds);
        report.Importance.Sum(feature => feature.Share).ShouldBeInRange(0.5, 1.0001);
    }

    [Fact, Trait("clause", "SCO-3")]
    public void Outcomes_after_the_test_cut_off_do_not_change_the_number_of_trees()
    {
        var test = Trained.Value.Metadata.Report.CutOffs[^1].At;

        var nobodyBuys = Train(until: (test - Day0).TotalDays, Parameters with { LinearShare = 0 }).Metadata.Report;

        nobodyBuys.Test!.Positives.ShouldBe(0);
        nobodyBuys.Test.Auc.ShouldBeNull();
        nobodyBuys.Trees.ShouldBe(Trained.Value.Metadata.Report.Trees);
    }

    [Fact, Trait("clause", "SCO-5")]
    public void The_same_rows_and_seed_give_the_same_bytes()
    {
        var again = Train();

        again.XgboostJson.ShouldBe(Trained.Value.XgboostJson);
        again.Metadata.ToJson().ShouldBe(Trained.Value.Metadata.ToJson());
    }

    [Fact, Trait("clause", "SCO-5")]
    public void Metadata_survives_being_stored()
    {
        var read = ModelMetadata.FromJson(Trained.Value.Metadata.ToJson());

        read.ToJson().ShouldBe(Trained.Value.Metadata.ToJson());
        read.Target.ShouldBe(PropensityTarget.Purchase);
        read.Parameters.ShouldBe(Parameters);
        read.Features.ShouldBe(FeatureCatalogue.Numeric.Select(feature => feature.Name));
        read.Report.Test.ShouldBe(Trained.Value.Metadata.Report.Test);
    }

    [Fact, Trait("clause", "SCO-8")]
    public void Those_likelier_to_order_score_higher_and_percentiles_follow_probabilities()
    {
        var model = PropensityModel.Load(Trained.Value);
        var scores = Shop(400, seed: 11).Select(customer => model.Score(FeaturesAt(customer, Day(300)))).ToArray();

        scores.ShouldAllBe(score => score.Probability > 0 && score.Probability < 1);
        scores.ShouldAllBe(score => score.Percentile >= 0 && score.Percentile <= 100);
        scores.OrderBy(score => score.Probability).Select(score => score.Percentile).ShouldBeInOrder();
        scores.Average(score => score.Percentile).ShouldBeInRange(40, 60);
    }

    [Fact, Trait("clause", "SCO-6")]
    public void Scoring_allocates_nothing()
    {
        var model = PropensityModel.Load(Trained.Value);
        var features = FeaturesAt(Shop(1, seed: 3).Single(), Day(200));
        model.Score(features);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            model.Score(features);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact, Trait("clause", "SCO-14")]
    public void An_explanation_names_the_strongest_features_with_their_values()
    {
        var model = PropensityModel.Load(Trained.Value);
        var features = FeaturesAt(Shop(1, seed: 3).Single(), Day(200));

        var all = model.Explain(features, most: int.MaxValue);
        var strongest = model.Explain(features, most: 3);

        strongest.ShouldBe(all.Take(3));
        all.Select(part => Math.Abs(part.LogOdds)).ShouldBeInOrder(SortDirection.Descending);
        foreach (var part in all.Where(part => part.Value is not null))
        {
            FeatureCatalogue.TryGet(part.Feature, out var definition).ShouldBeTrue();
            part.Value!.Value.ShouldBe((float)features[definition!.Index]);
        }

        // The mean margin is the same for everybody, so two customers differ by their contributions.
        var other = FeaturesAt(Shop(2, seed: 4).Last(), Day(200));
        var difference = all.Sum(part => part.LogOdds) - model.Explain(other, int.MaxValue).Sum(part => part.LogOdds);
        difference.ShouldBe(LogOdds(model.Score(features)) - LogOdds(model.Score(other)), tolerance: 1e-4);
    }

    [Fact, Trait("clause", "SCO-7")]
    public void An_input_that_the_catalogue_no_longer_has_counts_as_missing_and_is_reported()
    {
        var feature = Trained.Value.Metadata.Report.Importance[0].Feature;
        var renamed = Trained.Value with { XgboostJson = Rename(Trained.Value.XgboostJson, feature, "gone") };
        var features = FeaturesAt(Shop(1, seed: 3).Single(), Day(200));
        FeatureCatalogue.TryGet(feature, out var definition).ShouldBeTrue();
        var blanked = features.ToArray();
        blanked[definition!.Index] = double.NaN;

        var model = PropensityModel.Load(renamed);

        model.MissingFeatures.ShouldBe(["gone"]);
        model.Score(features).ShouldBe(PropensityModel.Load(Trained.Value).Score(blanked));
    }

    [Fact, Trait("clause", "LRN-33")]
    public void The_kept_model_is_calibrated_on_the_test_cut_off_which_its_teacher_had_not_seen()
    {
        var metadata = Trained.Value.Metadata;

        metadata.Report.CalibratedOn.ShouldBe(metadata.Report.CutOffs[^1].At);
        metadata.Calibration!.Method.ShouldBe(CalibrationMethod.Platt);
        metadata.Calibration.Slope.ShouldBeInRange(0.3, 2);
        metadata.Report.Test!.CalibrationError.ShouldNotBeNull().ShouldBeLessThan(0.15);
    }

    [Fact, Trait("clause", "LRN-33")]
    public void What_rare_outcomes_would_teach_is_not_corrected()
    {
        var test = Trained.Value.Metadata.Report.CutOffs[^1].At;

        var nobodyBuys = Train(until: (test - Day0).TotalDays).Metadata;

        nobodyBuys.Report.CalibratedOn.ShouldBeNull();
        nobodyBuys.Calibration!.Method.ShouldBe(CalibrationMethod.None);
    }

    [Fact, Trait("clause", "LRN-34")]
    public void A_model_stored_before_there_were_blends_scores_by_its_trees_alone()
    {
        var metadata = Trained.Value.Metadata;
        var plain = Trained.Value with { Metadata = metadata with { Linear = null, Calibration = null } };
        var features = FeaturesAt(Shop(1, seed: 3).Single(), Day(200));
        var row = Array.ConvertAll(features, value => (float)value);
        var trees = TreeEnsemble.FromXgboostJson(plain.XgboostJson);
        var line = new LogisticRegression(metadata.Linear!);
        var share = metadata.Parameters.LinearShare;

        PropensityModel.Load(plain).Score(features).Probability.ShouldBe(trees.Probability(row), tolerance: 1e-12);

        var blended = ((1 - share) * trees.Margin(row)) + (share * line.Margin(row));
        PropensityModel.Load(Trained.Value).Score(features).Probability.ShouldBe(
            new Calibrator(metadata.Calibration!).Apply(1 / (1 + Math.Exp(-blended))), tolerance: 1e-12);
    }

    [Fact]
    public void A_logistic_part_of_other_inputs_is_refused()
    {
        var metadata = Trained.Value.Metadata;
        var foreign = new LogisticCoefficients { Centers = [0], Slopes = [1], Intercept = 0 };

        Should.Throw<ArgumentException>(
            () => PropensityModel.Load(Trained.Value with { Metadata = metadata with { Linear = foreign } }));
    }

    [Fact, Trait("clause", "LRN-35")]
    public void Trees_that_make_a_logistic_regression_no_better_beyond_chance_are_left_out()
    {
        var (artifact, heldOut) = TrainAndTest(SteadyShop(500), Parameters);
        var metadata = ModelMetadata.FromJson(artifact.Metadata.ToJson());
        var features = FeaturesAt(SteadyShop(1).Single(), Day(200));
        var row = Array.ConvertAll(features, value => (float)value);
        var model = PropensityModel.Load(artifact);

        (metadata.Report.Trees, metadata.Parameters.LinearShare).ShouldBe((0, 1));
        metadata.Report.Baseline.ShouldBe(metadata.Report.Test);
        metadata.Report.Importance.Sum(feature => feature.Share).ShouldBeInRange(0.5, 1.0001);
        heldOut!.Logistic.ShouldBeNull();
        heldOut.WithTrees.ShouldNotBeNull().ShouldNotBe(heldOut.Probabilities);
        var turned = heldOut with { Probabilities = heldOut.WithTrees, Logistic = heldOut.Probabilities };
        Contest.TreesHelp(turned).ShouldBeFalse();
        new Contest(renewAfter: null).Judge(heldOut, null, Day(330)).Promoted.ShouldBeTrue();

        var margin = new LogisticRegression(metadata.Linear!).Margin(row);
        model.Score(features).Probability.ShouldBe(
            new Calibrator(metadata.Calibration!).Apply(1 / (1 + Math.Exp(-margin))), tolerance: 1e-12);
        model.Explain(features, most: 3).Count.ShouldBe(3);
        TreeEnsemble.FromXgboostJson(artifact.XgboostJson).Trees.ShouldBe(0);
    }

    [Fact, Trait("clause", "LRN-35")]
    public void Trees_that_make_it_better_are_kept_and_a_history_that_shows_nothing_keeps_the_regression()
    {
        Trained.Value.Metadata.Report.Trees.ShouldBeGreaterThan(0);
        Trained.Value.Metadata.Report.Baseline!.LogLoss.ShouldNotBeNull()
            .ShouldBeGreaterThan(Trained.Value.Metadata.Report.Test!.LogLoss!.Value);

        var firstEvent = Day(270);
        var (artifact, heldOut) = TrainAndTest(Shop(600, seed: 5), Parameters, firstEvent);

        heldOut.ShouldBeNull();
        (artifact.Metadata.Report.Trees, artifact.Metadata.Report.Test).ShouldBe((0, null));
    }

    private static ModelArtifact Train(double until = 365, TrainingParameters? parameters = null) =>
        TrainAndTest(Shop(600, seed: 5, until), parameters ?? Parameters).Artifact;

    private static (ModelArtifact Artifact, HeldOutScores? HeldOut) TrainAndTest(
        IEnumerable<CustomerTimeline> customers, TrainingParameters parameters, DateTimeOffset? firstEvent = null)
    {
        var cutOffs = CutOffs.Place(PropensityTarget.Purchase, parameters, firstEvent ?? Day(0), Day(330));
        var builder = new TrainingSetBuilder(PropensityTarget.Purchase, cutOffs);
        foreach (var customer in customers)
        {
            builder.Add(customer);
        }

        return new PropensityTrainer(PropensityTarget.Purchase, parameters).TrainAndTest(builder.Rows, Day(330));
    }

    // Everybody stays, and orders at a rate of their own: the more they ordered, the likelier they order.
    private static IEnumerable<CustomerTimeline> SteadyShop(int customers)
    {
        var random = new Random(17);
        for (var i = 0; i < customers; i++)
        {
            var customer = CustomerKey.Known($"s-{i}");
            var gap = 10 * Math.Exp(3 * random.NextDouble());
            var events = new List<StoredEvent>();
            for (var day = 60 * random.NextDouble(); day < 365; day -= Math.Log(random.NextDouble()) * gap)
            {
                events.Add(Order(customer, day));
            }

            yield return Timeline(customer, [.. events]);
        }
    }

    private static double[] FeaturesAt(CustomerTimeline customer, DateTimeOffset at)
    {
        var replay = customer.Start();
        replay.MoveTo(at);
        var features = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(replay.Profile, at, features);
        return features;
    }

    private static double LogOdds(Score score) => Math.Log(score.Probability / (1 - score.Probability));

    private static byte[] Rename(byte[] json, string feature, string name) => System.Text.Encoding.UTF8.GetBytes(
        System.Text.Encoding.UTF8.GetString(json).Replace($"\"{feature}\"", $"\"{name}\"", StringComparison.Ordinal));
}
