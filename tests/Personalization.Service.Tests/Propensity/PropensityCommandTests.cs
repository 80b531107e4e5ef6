using System.Globalization;
using System.Text.Json;
using Personalization.Domain.Features;
using Personalization.Service.Tests.Support;
using Shouldly;

namespace Personalization.Service.Tests.Propensity;

public sealed class PropensityCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("propensity-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact, Trait("clause", "SCO-12")]
    public async Task Training_promotes_a_model_as_of_a_time_and_evaluation_holds_it_against_what_followed()
    {
        await ShopLog.FillAsync(_directory, customers: 300, days: 240);
        var until = ShopLog.Opened.AddDays(200).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var export = Path.Combine(_directory, "matrix");

        var train = await RunAsync("train", "purchase", "--until", until, "--export", export, "--json");
        var evaluate = await RunAsync("evaluate", "purchase", "--at", until, "--json");

        train.ExitCode.ShouldBe(0, train.Errors);
        var model = Models(train).ShouldHaveSingleItem();
        model.GetProperty("name").GetString().ShouldBe("purchase");
        model.GetProperty("version").GetInt32().ShouldBe(1);
        model.GetProperty("until").GetDateTimeOffset().ShouldBe(ShopLog.Opened.AddDays(200));
        var rows = model.GetProperty("report").GetProperty("rows").GetInt32();
        CheckExport(export, rows);

        evaluate.ExitCode.ShouldBe(0, evaluate.Errors);
        var evaluated = Models(evaluate).ShouldHaveSingleItem();
        evaluated.GetProperty("heldOut").GetBoolean().ShouldBeTrue();
        evaluated.GetProperty("quality").GetProperty("auc").GetDouble().ShouldBeGreaterThan(0.75);
    }

    [Fact, Trait("clause", "SCO-4")]
    public async Task Too_few_data_end_with_code_two_and_say_what_is_missing()
    {
        await ShopLog.FillAsync(_directory, customers: 20, days: 240);

        var few = await RunAsync("train", "purchase");
        var early = await RunAsync("train", "purchase", "--until", "2025-02-15");

        few.ExitCode.ShouldBe(2);
        few.Output.ShouldBeEmpty();
        few.Errors.ShouldContain("100 of each are needed");
        early.ExitCode.ShouldBe(2);
        early.Errors.ShouldContain("90 are needed (3 x the horizon of 30 days)");
    }

    [Theory, Trait("clause", "SCO-12")]
    [InlineData("train nonsense", "No model 'nonsense' is configured")]
    [InlineData("train --until yesterday", "--until 'yesterday' is not a time")]
    [InlineData("evaluate --at 2025-05-01", "There is no active model")]
    [InlineData("evaluate purchase@x --at 2025-05-01", "a version is a number")]
    public async Task Bad_input_ends_with_code_two_and_one_line(string command, string line)
    {
        var result = await RunAsync(command.Split(' '));

        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Errors.TrimEnd().Split('\n')[^1].ShouldContain(line);
    }

    private static void CheckExport(string directory, int rows)
    {
        var lines = File.ReadAllLines(Path.Combine(directory, "purchase.csv"));
        lines.Length.ShouldBe(rows + 1);
        var header = lines[0].Split(',');
        header[..4].ShouldBe(["customer_id", "cut_off", "role", "label"]);
        header[4..].ShouldBe(FeatureCatalogue.Numeric.Select(feature => feature.Name));
        lines[1].Split(',').Length.ShouldBe(header.Length);

        var described = File.ReadAllLines(Path.Combine(directory, "purchase-dictionary.csv")).Skip(1);
        described.Select(line => line.Split(',')[0]).ShouldBe(header);
    }

    private static JsonElement[] Models(CommandResult result) =>
        [.. JsonDocument.Parse(result.Output).RootElement.GetProperty("models").EnumerateArray()];

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        CommandProcess.RunAsync([.. arguments, $"--Data:Directory={_directory}"]);
}
