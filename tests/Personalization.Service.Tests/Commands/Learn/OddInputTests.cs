using System.Text.Json.Nodes;
using Personalization.Service.Tests.Support;
using Shouldly;

namespace Personalization.Service.Tests.Commands.Learn;

public sealed class OddInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("odd-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, Trait("clause", "CMD-32")]
    [InlineData("y,a\n0,1\n1,\"2\n0,3\n1,4\n", "--data: a quote in the row of line 3 is never closed")]
    [InlineData("y,a\n0,1\n1,\"2\"5\n", "--data: line 3 has a cell that goes on after its closing quote")]
    [InlineData("y,\n0,1\n1,2\n", "--data: Feature name '' must not be empty")]
    [InlineData("y,a\0b\n0,1\n1,2\n", "--data: data.csv does not start with a line of UTF-8 text.")]
    public async Task A_damaged_table_is_refused_in_one_line_and_no_model_is_written(string content, string said)
    {
        var fit = await FitAsync(Write("data.csv", content), InFolder("m.json"));

        fit.ExitCode.ShouldBe(2);
        fit.Errors.ShouldStartWith(said);
        fit.Errors.Trim().Split('\n').Length.ShouldBe(1);
        File.Exists(InFolder("m.json")).ShouldBeFalse();
    }

    [Fact, Trait("clause", "CMD-33")]
    public async Task A_command_never_writes_over_what_it_reads_or_to_where_it_cannot()
    {
        var data = Write("data.csv", Rows(60));
        await FitAsync(data, InFolder("m.json"));
        var model = await File.ReadAllTextAsync(InFolder("m.json"));

        var over = await FitAsync(data, data);
        var directory = await FitAsync(data, _folder);
        var nowhere = await FitAsync(data, InFolder("none/m.json"));
        var predict = await CommandProcess.RunAsync(
            "learn", "predict", "--model", InFolder("m.json"), "--data", data, "--out", InFolder("m.json"));
        var clusters = await CommandProcess.RunAsync("clusters", "fit", "--data", data, "--out", data);

        over.Errors.ShouldContain("is read as well; choose another file.");
        directory.Errors.ShouldContain("is a directory.");
        nowhere.Errors.ShouldStartWith("--model: there is no directory");
        predict.Errors.ShouldStartWith("--out: ");
        clusters.Errors.ShouldStartWith("--out: ");
        new[] { over, directory, nowhere, predict, clusters }.ShouldAllBe(result => result.ExitCode == 2);
        (await File.ReadAllTextAsync(data)).ShouldBe(Rows(60));
        (await File.ReadAllTextAsync(InFolder("m.json"))).ShouldBe(model);
        Directory.GetFiles(_folder).Length.ShouldBe(2);
    }

    [Fact, Trait("clause", "CMD-32")]
    public async Task A_column_of_numbers_with_a_stray_word_is_warned_of_and_cross_validation_warns_of_a_leak()
    {
        var rows = Enumerable.Range(0, 200).Select(
            i => $"{(i == 150 ? "oops" : i % 7 == 3 ? "<NA>" : $"{i}")},{i % 2},{i % 2}");
        var data = Write("data.csv", "x,leak,y\n" + string.Join('\n', rows) + "\n");

        var cv = await CommandProcess.RunAsync(
            "learn", "cv", "--data", data, "--label", "y", "--rounds", "3", "--json");

        cv.ExitCode.ShouldBe(0, cv.Errors);
        cv.Errors.ShouldContain("Feature 'x' has 1 cells that are no number, such as 'oops'");
        cv.Errors.ShouldContain("'leak' alone explains");
    }

    [Fact, Trait("clause", "CMD-30")]
    public async Task A_model_with_NaN_where_thresholds_do_not_count_predicts_and_spoilt_categories_are_refused()
    {
        var texts = string.Join('\n', Enumerable.Range(0, 90).Select(i => $"{"uvw"[i % 3]},{i % 3 % 2}"));
        var data = Write("data.csv", "k,y\n" + texts + "\n");
        await FitAsync(data, InFolder("m.json"));
        var model = JsonNode.Parse(await File.ReadAllTextAsync(InFolder("m.json")))!;
        var trees = model["learner"]!["gradient_booster"]!["model"]!["trees"]!.AsArray();
        trees.Count(tree => tree!["split_type"]!.AsArray().Any(type => (int)type! == 1)).ShouldBeGreaterThan(0);
        foreach (var tree in trees)
        {
            for (var i = 0; i < tree!["split_type"]!.AsArray().Count; i++)
            {
                tree["split_conditions"]![i] = (int)tree["split_type"]![i]! == 1
                    ? 987654321
                    : tree["split_conditions"]![i]!.DeepClone();
            }
        }

        var marked = Write("nan.json", model.ToJsonString().Replace("987654321", "NaN", StringComparison.Ordinal));
        model["learner"]!["attributes"]!["personalization_categories"] = "{\"k\":[null]}";
        var spoilt = Write("spoilt.json", model.ToJsonString());

        await PredictAsync(InFolder("m.json"), data, InFolder("p.csv"));
        var read = await PredictAsync(marked, data, InFolder("nan.csv"));
        var refused = await PredictAsync(spoilt, data, InFolder("spoilt.csv"));

        read.ExitCode.ShouldBe(0, read.Errors);
        (await File.ReadAllTextAsync(InFolder("nan.csv"))).ShouldBe(await File.ReadAllTextAsync(InFolder("p.csv")));
        refused.ExitCode.ShouldBe(2);
        refused.Errors.ShouldStartWith("--model: the attribute personalization_categories is not lists of texts");
        File.Exists(InFolder("spoilt.csv")).ShouldBeFalse();
    }

    [Theory, Trait("clause", "CMD-33")]
    [InlineData("a,a\n1,2\n3,4\n5,1\n", "--data: 2 columns are called 'a'; names must differ.")]
    [InlineData("a,b\n1,2\n3\n5,1\n", "--data: record 3 has 1 cells and the header 2.")]
    [InlineData("a,b\n1,2\n3,\"4\n5,1\n", "--data: a quote in record 3 is never closed")]
    [InlineData("", "--data: the file is empty; it needs a header line.")]
    public async Task Clusters_refuse_a_table_of_which_they_would_take_a_part(string content, string said)
    {
        var fit = await CommandProcess.RunAsync("clusters", "fit", "--data", Write("data.csv", content), "--json");

        fit.ExitCode.ShouldBe(2);
        fit.Errors.ShouldStartWith(said);
    }

    [Fact, Trait("clause", "CMD-33")]
    public async Task Clusters_say_how_many_columns_are_too_many()
    {
        var names = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}"));
        var rows = Enumerable.Range(0, 5).Select(r => string.Join(',', Enumerable.Range(0, 10_000).Select(c => r * c)));

        var fit = await CommandProcess.RunAsync(
            "clusters", "fit", "--data", Write("wide.csv", names + "\n" + string.Join('\n', rows)), "--json");

        fit.ExitCode.ShouldBe(2);
        fit.Errors.ShouldStartWith("--data: there are 9999 columns of numbers; choose up to 500 with --columns.");
    }

    [Theory, Trait("clause", "CMD-33")]
    [InlineData("c,c,d,v\n1,2,2020-01-01,3\n", "--customer: several columns are called 'c'")]
    [InlineData("c,d,v\n1,2020-01-01\n", "--transactions: record 2 has 2 cells and the header 3.")]
    [InlineData("c,d,v\n1,2020-01-01,1e300\n", "Line 2: 1E+300 in column v is over 1E+100.")]
    public async Task Lifetime_refuses_rows_that_it_would_misread(string content, string said)
    {
        var fit = await CommandProcess.RunAsync(
            "lifetime", "fit", "--transactions", Write("t.csv", content), "--customer", "c", "--date", "d",
            "--value", "v");

        fit.ExitCode.ShouldBe(2);
        fit.Errors.ShouldStartWith(said);
    }

    private static string Rows(int count) =>
        "a,y\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"{i * 7 % 11},{i % 3 % 2}\n"));

    private static Task<CommandResult> FitAsync(string data, string model) => CommandProcess.RunAsync(
        "learn", "fit", "--data", data, "--label", "y", "--rounds", "3", "--model", model, "--json");

    private static Task<CommandResult> PredictAsync(string model, string data, string output) =>
        CommandProcess.RunAsync("learn", "predict", "--model", model, "--data", data, "--out", output);

    private string InFolder(string name) => Path.Combine(_folder, name);

    private string Write(string name, string content)
    {
        File.WriteAllText(InFolder(name), content);
        return InFolder(name);
    }
}
