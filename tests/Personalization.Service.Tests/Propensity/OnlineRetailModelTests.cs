using Personalization.Domain.Events;
using Personalization.Domain.Propensity;
using Personalization.Service.Tests.Support;
using Shouldly;
using Xunit.Abstractions;

namespace Personalization.Service.Tests.Propensity;

/// <summary>
/// Models of a real shop, trained on what was known at a date and held against what happened after it.
/// </summary>
public sealed class OnlineRetailModelTests(ITestOutputHelper output)
{
    private static readonly Lazy<IReadOnlyDictionary<CustomerKey, List<StoredEvent>>> Customers =
        new(() => OnlineRetailHistories.Read(RealDataFactAttribute.PathOf(OnlineRetailHistories.FileName)));

    [RealDataFact(OnlineRetailHistories.FileName), Trait("clause", "SCO-11")]
    public void Purchases_of_the_next_thirty_days_are_told_apart_with_an_auc_of_075_and_come_true_as_often_as_said()
    {
        var at = new DateTimeOffset(2011, 11, 9, 0, 0, 0, TimeSpan.Zero);

        var quality = TrainAndEvaluate(PropensityTarget.Purchase, at);

        quality.Rows.ShouldBeGreaterThan(3500);
        quality.Auc.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(0.75);
        quality.CalibrationError.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(0.03);
    }

    [RealDataFact(OnlineRetailHistories.FileName), Trait("clause", "SCO-11")]
    public void Churn_in_the_next_ninety_days_is_told_apart_with_an_auc_of_at_least_074()
    {
        var at = new DateTimeOffset(2011, 9, 10, 0, 0, 0, TimeSpan.Zero);

        var quality = TrainAndEvaluate(PropensityTarget.Churn, at);

        quality.Rows.ShouldBeGreaterThan(2500);
        quality.Auc.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(0.74);
    }

    [RealDataFact(OnlineRetailHistories.FileName), Trait("clause", "SCO-15")]
    public void At_earlier_dates_the_level_of_the_newest_outcomes_makes_probabilities_come_true_more_often()
    {
        var thirty = PropensityTarget.Churn with { Name = "churn30", HorizonDays = 30 };
        (PropensityTarget Target, int Month, int Day)[] asked =
        [
            (PropensityTarget.Purchase, 7, 12), (PropensityTarget.Purchase, 8, 11), (PropensityTarget.Purchase, 9, 10),
            (PropensityTarget.Purchase, 10, 10), (thirty, 6, 12), (thirty, 7, 12), (thirty, 8, 11),
        ];

        var errors = asked.Select(one =>
        {
            var at = new DateTimeOffset(2011, one.Month, one.Day, 0, 0, 0, TimeSpan.Zero);
            var (artifact, later) = Train(one.Target, at);
            return (With: Evaluate(artifact, later), Without: Evaluate(WithoutLevel(artifact), later));
        })
            .Select(both => (With: both.With.CalibrationError!.Value, Without: both.Without.CalibrationError!.Value))
            .ToArray();

        var (with, without) = (errors.Average(e => e.With), errors.Average(e => e.Without));
        output.WriteLine($"mean error with the newest level {with:0.0000}, without {without:0.0000}");
        with.ShouldBeLessThan(without - 0.002);
    }

    private BinaryQuality TrainAndEvaluate(PropensityTarget target, DateTimeOffset at)
    {
        var (artifact, later) = Train(target, at);
        return Evaluate(artifact, later);
    }

    private static ModelArtifact WithoutLevel(ModelArtifact artifact)
    {
        var (calibration, shift) = (artifact.Metadata.Calibration!, artifact.Metadata.Report.LevelShift ?? 0);
        return artifact with
        {
            Metadata = artifact.Metadata with
            {
                Calibration = calibration with { Intercept = calibration.Intercept - shift },
            },
        };
    }

    private static (ModelArtifact Artifact, TrainingRows Later) Train(PropensityTarget target, DateTimeOffset at)
    {
        var parameters = new TrainingParameters();
        var first = Customers.Value.Values.SelectMany(events => events).Min(stored => stored.At);
        var rows = Replay(target, CutOffs.Place(target, parameters, first, at), until: at);
        Readiness.RefuseRows(target, rows).ShouldBeNull();

        var recent = Replay(target, CutOffs.Recent(target, parameters, at), until: at);
        var artifact = new PropensityTrainer(target, parameters).Train(rows, at, recent);
        return (artifact, Replay(target, PropensityEvaluation.At(at), until: DateTimeOffset.MaxValue));
    }

    private BinaryQuality Evaluate(ModelArtifact artifact, TrainingRows later)
    {
        var quality = PropensityEvaluation.Measure(PropensityModel.Load(artifact), later);
        var report = artifact.Metadata.Report;
        output.WriteLine(
            $"{artifact.Name}: {report.Rows} rows, {report.Trees} trees; "
            + $"inner test {report.Test}; baseline {report.Baseline}; "
            + $"calibrated on {report.CalibratedOn}, level {report.LevelShift:0.000}: {artifact.Metadata.Calibration}");
        output.WriteLine($"after {later.CutOffs[0].At:yyyy-MM-dd}: {quality}");
        return quality;
    }

    private static TrainingRows Replay(PropensityTarget target, IReadOnlyList<CutOff> cutOffs, DateTimeOffset until)
    {
        var builder = new TrainingSetBuilder(target, cutOffs);
        foreach (var (customer, events) in Customers.Value)
        {
            builder.Add(CustomerTimeline.Read(customer, events, until));
        }

        return builder.Rows;
    }
}
