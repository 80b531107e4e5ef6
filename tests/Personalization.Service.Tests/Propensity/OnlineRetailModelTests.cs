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
    public void Purchases_of_the_next_thirty_days_are_told_apart_with_an_auc_of_at_least_075_and_come_true_as_often_as_said()
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

    private BinaryQuality TrainAndEvaluate(PropensityTarget target, DateTimeOffset at)
    {
        var parameters = new TrainingParameters();
        var first = Customers.Value.Values.SelectMany(events => events).Min(stored => stored.At);
        var rows = Replay(target, CutOffs.Place(target, parameters, first, at), until: at);
        Readiness.RefuseRows(target, rows).ShouldBeNull();

        var artifact = new PropensityTrainer(target, parameters).Train(rows, at);
        var later = Replay(target, PropensityEvaluation.At(at), until: DateTimeOffset.MaxValue);
        var quality = PropensityEvaluation.Measure(PropensityModel.Load(artifact), later);

        var report = artifact.Metadata.Report;
        output.WriteLine($"{target.Name}: {report.Rows} rows, {report.Trees} trees");
        output.WriteLine($"inner test {report.Test}; baseline {report.Baseline}; calibrated on {report.CalibratedOn}: "
            + $"{artifact.Metadata.Calibration}");
        output.WriteLine($"after {at:yyyy-MM-dd}: {quality}");
        output.WriteLine(string.Join(", ", report.Importance.Select(share => $"{share.Feature} {share.Share:P1}")));
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
