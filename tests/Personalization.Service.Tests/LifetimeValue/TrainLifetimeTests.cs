using System.Text.Json;
using Personalization.Service.Tests.Propensity;
using Personalization.Service.Tests.Support;
using Shouldly;

namespace Personalization.Service.Tests.LifetimeValue;

public sealed class TrainLifetimeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lifetime-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact, Trait("clause", "CLV-8"), Trait("clause", "CLU-8")]
    public async Task The_train_command_trains_lifetime_value_and_clusters_by_name()
    {
        await ShopLog.FillAsync(_directory, customers: 300, days: 240);

        var json = await TrainAsync("lifetime", "clusters", "--json");
        var plain = await TrainAsync("clusters", "--promote", "never");

        json.ExitCode.ShouldBe(0, json.Errors);
        var models = JsonDocument.Parse(json.Output).RootElement.GetProperty("models").EnumerateArray().ToArray();
        models.Select(model => model.GetProperty("name").GetString()).ShouldBe(["lifetime", "clusters"]);
        models.ShouldAllBe(model => model.GetProperty("promoted").GetBoolean());
        plain.ExitCode.ShouldBe(0, plain.Errors);
        plain.Output.ShouldContain("clusters version 2, not promoted");
    }

    [Fact, Trait("clause", "CLU-9")]
    public async Task Clusters_that_are_too_many_are_refused_beside_those_that_serve()
    {
        await ShopLog.FillAsync(_directory, customers: 400, days: 240);

        var first = await TrainAsync("clusters", "--Clusters:Count=3");
        var worse = await TrainAsync("clusters", "--Clusters:Count=20");

        first.Output.ShouldContain("clusters version 1, promoted");
        first.Output.ShouldContain("No version scored before. It beats equal slices");
        worse.ExitCode.ShouldBe(0, worse.Errors);
        worse.Output.ShouldContain("clusters version 2, not promoted");
        worse.Output.ShouldContain("Refused: version 1 beats it");
    }

    [Fact, Trait("clause", "CLV-8"), Trait("clause", "CLU-8")]
    public async Task Too_few_orders_end_with_code_two_and_say_what_is_missing()
    {
        await ShopLog.FillAsync(_directory, customers: 20, days: 240);

        var result = await TrainAsync("lifetime", "clusters");

        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain("30 are needed");
        result.Errors.ShouldContain("100 are needed");
    }

    private Task<CommandResult> TrainAsync(params string[] arguments) =>
        CommandProcess.RunAsync(["train", .. arguments, $"--Data:Directory={_directory}"]);
}
