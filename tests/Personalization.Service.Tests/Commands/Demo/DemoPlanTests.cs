using Personalization.Service.Commands.Demo;

namespace Personalization.Service.Tests.Commands.Demo;

public sealed class DemoPlanTests
{
    [Fact, Trait("clause", "CMD-5")]
    public void A_plan_is_found_again_as_it_was_kept()
    {
        var folder = Directory.CreateTempSubdirectory("personalization-demo-").FullName;
        try
        {
            var plan = new DemoPlan(7, 300, Drift: true) { End = new(2026, 6, 1, 12, 0, 0, 123, TimeSpan.Zero) };

            Assert.Null(DemoPlan.Find(folder));
            plan.Keep(folder);
            Assert.Equal(plan, DemoPlan.Find(folder));
            (plan with { Complete = true }).Keep(folder);
            Assert.True(DemoPlan.Find(folder)!.Complete);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
