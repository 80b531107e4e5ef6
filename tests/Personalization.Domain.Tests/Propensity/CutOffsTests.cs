using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

public sealed class CutOffsTests
{
    private static readonly TrainingParameters EveryTenDays = new() { StepDays = 10, MaximumCutOffs = 24 };

    [Fact, Trait("clause", "SCO-3")]
    public void The_newest_cut_off_is_the_newest_whose_outcomes_are_known()
    {
        var cutOffs = CutOffs.Place(PropensityTarget.Purchase, EveryTenDays, Day(0), Day(343));

        cutOffs[^1].ShouldBe(new CutOff(Day(313), CutOffRole.Test));
        cutOffs.Count.ShouldBe(24);
        cutOffs[0].At.ShouldBe(Day(83));
    }

    [Theory, Trait("clause", "SCO-3")]
    [InlineData(30, 343, 10)]
    [InlineData(30, 343, 7)]
    [InlineData(90, 700, 15)]
    public void No_outcome_from_after_a_measurement_takes_part_in_what_it_measures(int horizon, int days, int step)
    {
        var target = PropensityTarget.Purchase with { HorizonDays = horizon };

        var cutOffs = CutOffs.Place(target, EveryTenDays with { StepDays = step }, Day(0), Day(days));

        var test = cutOffs.Single(cutOff => cutOff.Role == CutOffRole.Test).At;
        var validation = cutOffs.Single(cutOff => cutOff.Role == CutOffRole.Validation).At;
        var train = cutOffs.Where(cutOff => cutOff.Role == CutOffRole.Train).Select(cutOff => cutOff.At).ToArray();
        train.ShouldNotBeEmpty();
        train.ShouldAllBe(at => at.AddDays(horizon) <= validation);
        validation.AddDays(horizon).ShouldBeLessThanOrEqualTo(test);
        test.AddDays(horizon).ShouldBeLessThanOrEqualTo(Day(days));
    }

    [Fact, Trait("clause", "SCO-3")]
    public void A_short_history_gives_up_validation_before_it_gives_up_the_test()
    {
        var cutOffs = CutOffs.Place(PropensityTarget.Churn, EveryTenDays, Day(0), Day(283));

        cutOffs.Select(cutOff => cutOff.Role).Distinct()
            .ShouldBe([CutOffRole.Train, CutOffRole.Refit, CutOffRole.Test]);
        var test = cutOffs[^1].At;
        cutOffs.Where(cutOff => cutOff.Role == CutOffRole.Train).ShouldAllBe(cutOff => cutOff.At.AddDays(90) <= test);
    }

    [Fact, Trait("clause", "SCO-3")]
    public void No_cut_off_lies_within_a_horizon_of_the_first_event()
    {
        CutOffs.Place(PropensityTarget.Churn, EveryTenDays, Day(0), Day(283))[0].At
            .ShouldBeGreaterThanOrEqualTo(Day(90));
        CutOffs.Place(PropensityTarget.Churn, EveryTenDays, Day(0), Day(170)).ShouldBeEmpty();
    }
}
