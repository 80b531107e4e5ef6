using Personalization.Domain.Propensity;
using Shouldly;

namespace Personalization.Domain.Tests.Propensity;

public sealed class ShadowTallyTests
{
    [Fact, Trait("clause", "MOD-9")]
    public void Tallies_of_nodes_add_up_to_what_one_would_have_counted()
    {
        var (whole, first, second) = (new ShadowTally(), new ShadowTally(), new ShadowTally());
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var (active, shadow) = (random.NextDouble(), random.NextDouble());
            whole.Add(active, shadow);
            (i % 3 == 0 ? first : second).Add(active, shadow);
        }

        var sum = ShadowTally.FromJson(first.ToJson())!;
        sum.Add(second);

        var (counted, added) = (whole.Compare(1, 2), sum.Compare(1, 2));
        added.Scored.ShouldBe(1000);
        added.MeanDistance.ShouldBe(counted.MeanDistance, 1e-12);
        added.Correlation!.Value.ShouldBe(counted.Correlation!.Value, 1e-9);
        added.StabilityIndex.ShouldBe(counted.StabilityIndex);
        added.Correlation.Value.ShouldBeInRange(-0.1, 0.1);
        added.MeanDistance.ShouldBeInRange(0.3, 0.37);
    }

    [Fact, Trait("clause", "MOD-9")]
    public void Equal_scores_agree_and_constant_ones_have_no_correlation()
    {
        var (equal, constant) = (new ShadowTally(), new ShadowTally());
        for (var i = 0; i < 100; i++)
        {
            equal.Add(i / 100.0, i / 100.0);
            constant.Add(0.25, i / 100.0);
        }

        var same = equal.Compare(1, 2);
        same.Correlation!.Value.ShouldBe(1, 1e-9);
        (same.MeanDistance, same.StabilityIndex).ShouldBe((0, 0));
        constant.Compare(1, 2).Correlation.ShouldBeNull();
        constant.Compare(1, 2).StabilityIndex!.Value.ShouldBeGreaterThan(1);
        new ShadowTally().Compare(1, 2).StabilityIndex.ShouldBeNull();
        ShadowTally.FromJson("[]").ShouldBeNull();
        ShadowTally.FromJson("""{"scored":1,"activeBins":[1]}""").ShouldBeNull();
    }
}
