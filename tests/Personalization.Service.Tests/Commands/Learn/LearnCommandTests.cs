using System.Globalization;
using System.Text.Json;
using Personalization.Service.Tests.Support;
using Shouldly;

namespace Personalization.Service.Tests.Commands.Learn;

public sealed class LearnCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("learn-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact, Trait("clause", "CMD-30")]
    public async Task Fit_then_predict_scores_text_missing_and_quoted_cells_and_contributions_add_up()
    {
        var data = Write("data.csv", Shop(400));

        var fit = await RunAsync("fit", "--data", data, "--label", "bought", "--rounds", "20", "--json",
            "--ignore", "id", "--model", InFolder("m.json"));
        var predict = await RunAsync(
            "predict", "--model", InFolder("m.json"), "--data", data, "--out", InFolder("p.csv"), "--contributions");

        var answer = JsonDocument.Parse(fit.Output).RootElement;
        fit.Output.Trim().Split('\n').Length.ShouldBe(1);
        answer.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        answer.GetProperty("peakMegabytes").GetDouble().ShouldBeGreaterThan(10);
        answer.GetProperty("trainAuc").GetDouble().ShouldBeGreaterThan(0.9);
        answer.GetProperty("columns").GetInt32().ShouldBe(3);
        predict.ExitCode.ShouldBe(0, predict.Errors);
        var lines = File.ReadAllLines(InFolder("p.csv"));
        lines[0].ShouldBe("prediction,kind,views,member,bias");
        lines.Length.ShouldBe(401);
        foreach (var cells in lines.Skip(1).Select(line => Array.ConvertAll(line.Split(','), Number)))
        {
            (1 / (1 + Math.Exp(-cells[1..].Sum()))).ShouldBe(cells[0], tolerance: 1e-5);
        }
    }

    [Fact, Trait("clause", "CMD-30")]
    public async Task A_category_that_the_model_has_not_seen_and_columns_in_another_order_do_no_harm()
    {
        var data = Write("data.csv", Shop(400));
        await RunAsync("fit", "--data", data, "--label", "bought", "--rounds", "20", "--ignore", "id",
            "--model", InFolder("m.json"), "--json");
        var other = Write("other.csv", "extra;member;views;kind\nx;TRUE;3;\"a, \"\"b\"\"\"\ny;TRUE;3;never seen\n"
            + "z;TRUE;3;\n");

        var predict = await RunAsync(
            "predict", "--model", InFolder("m.json"), "--data", other, "--out", InFolder("p.csv"));

        predict.ExitCode.ShouldBe(0, predict.Errors);
        var predictions = File.ReadAllLines(InFolder("p.csv")).Skip(1).Select(Number).ToArray();
        predictions.Length.ShouldBe(3);
        predictions[1].ShouldBe(predictions[2]);
        predictions[0].ShouldNotBe(predictions[1]);
    }

    [Fact, Trait("clause", "CMD-31")]
    public async Task Cross_validation_prints_mean_and_deviation_of_every_measure()
    {
        var data = Write("data.csv", Shop(400));

        var result = await RunAsync("cv", "--data", data, "--label", "bought", "--rounds", "10", "--json");

        var answer = JsonDocument.Parse(result.Output).RootElement;
        foreach (var measure in new[] { "auc", "logLoss", "prAuc", "brier", "ece", "accuracy" })
        {
            answer.GetProperty(measure).GetProperty("mean").GetDouble().ShouldBeInRange(0, 1);
            answer.GetProperty(measure).GetProperty("deviation").GetDouble().ShouldBeInRange(0, 1);
        }

        answer.GetProperty("auc").GetProperty("mean").GetDouble().ShouldBeGreaterThan(0.8);
    }

    [Fact, Trait("clause", "CMD-32")]
    public async Task A_column_that_gives_the_label_away_and_one_that_says_nothing_are_warned_of()
    {
        var rows = Enumerable.Range(0, 300).Select(i => $"{i % 17},{i % 3 / 2},5,{i % 3 / 2}");
        var data = Write("leak.csv", "x,leak,constant,y\n" + string.Join('\n', rows) + "\n");

        var fit = await RunAsync("fit", "--data", data, "--label", "y", "--model", InFolder("m.json"), "--json");

        fit.ExitCode.ShouldBe(0);
        fit.Errors.ShouldContain("'leak' alone explains");
        fit.Errors.ShouldContain("'constant' is 5 in every row");
        JsonDocument.Parse(fit.Output).RootElement.GetProperty("warnings").GetArrayLength().ShouldBe(2);
    }

    [Theory, Trait("clause", "CMD-32")]
    [InlineData("a,y\n1,0\n2,1\n", "absent", "--label: the file has no column absent; it has a, y.")]
    [InlineData("a,a,y\n1,2,0\n2,2,1\n", "y", "--data: 2 columns are called 'a'; names must differ.")]
    [InlineData("a,y\n1,0\ninf,1\n", "y", "--data: line 3, column a: 'inf' is not finite.")]
    [InlineData("a,y\n1,0\n-1e300,1\n", "y", "--data: line 3, column a: '-1e300' is not finite.")]
    [InlineData("a,y\n1,0\n2,0\n", "y", "--label: every row has 0 in column y; there is nothing to tell apart.")]
    [InlineData(
        "a,y\n1,yes\n2,no\n", "y", "--label: column y has the text 'no'; a label is a number, or TRUE or FALSE.")]
    [InlineData("a,y\n1,0\n2,\n", "y", "--label: row 2 has no value in column y.")]
    [InlineData("a,y\n1,0\n2,3\n", "y", "--label: row 2 has 3 in column y; a binary label is 0 or 1. ")]
    [InlineData("a,y\n1,0\n2\n", "y", "--data: line 3 has 1 cells and the header 2.")]
    [InlineData("a,y\n", "y", "--data: there is no row under the header.")]
    [InlineData("", "y", "--data: data.csv is empty.")]
    [InlineData("y\n0\n1\n", "y", "--data: there is no column but the label to learn from.")]
    [InlineData(
        "a,b,c,y\n5,,x,0\n5,NA,x,1\n", "y", "--data: there is nothing to learn from: every column has the same")]
    public async Task Bad_data_end_with_code_two_and_one_clear_line(string content, string label, string line)
    {
        var fit = await RunAsync(
            "fit", "--data", Write("data.csv", content), "--label", label, "--model", InFolder("m.json"), "--json");

        fit.ExitCode.ShouldBe(2);
        fit.Output.ShouldBeEmpty();
        fit.Errors.Trim().Split('\n').Length.ShouldBe(1);
        fit.Errors.ShouldStartWith(line);
        File.Exists(InFolder("m.json")).ShouldBeFalse();
    }

    [Fact, Trait("clause", "CMD-32")]
    public async Task Ten_thousand_columns_work_and_columns_that_turn_into_text_late_are_read_again()
    {
        var header = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}")) + ",late,y\n";
        var rows = Enumerable.Range(0, 60).Select(i => string.Join(
            ',', Enumerable.Range(0, 10_000).Select(c => (i * c) % 7)) + $",{(i < 50 ? "1" : "x")},{i % 2}");

        var fit = await RunAsync("fit", "--data", Write("wide.csv", header + string.Join("\r\n", rows)), "--label", "y",
            "--rounds", "3", "--model", InFolder("m.json"), "--json");

        fit.ExitCode.ShouldBe(0, fit.Errors);
        JsonDocument.Parse(fit.Output).RootElement.GetProperty("columns").GetInt32().ShouldBe(10_001);
        File.ReadAllText(InFolder("m.json")).ShouldContain("[\\u00221\\u0022,\\u0022x\\u0022]");
    }

    [Fact, Trait("clause", "CMD-32")]
    public async Task A_model_that_does_not_fit_the_file_or_is_none_is_refused()
    {
        var data = Write("data.csv", Shop(300));
        await RunAsync(
            "fit", "--data", data, "--label", "bought", "--model", InFolder("m.json"), "--rounds", "5", "--json");
        var model = File.ReadAllText(InFolder("m.json"));
        var cut = Write("cut.json", model[..(model.Length / 2)]);
        var other = Write("other.csv", "a,b\n1,2\n");

        var broken = await RunAsync("predict", "--model", cut, "--data", data, "--out", InFolder("p.csv"));
        var foreign = await RunAsync("predict", "--model", data, "--data", data, "--out", InFolder("p.csv"));
        var unfit = await RunAsync(
            "predict", "--model", InFolder("m.json"), "--data", other, "--out", InFolder("p.csv"));

        broken.ExitCode.ShouldBe(2);
        broken.Errors.ShouldStartWith("--model: The model file is not JSON or is cut off");
        foreign.ExitCode.ShouldBe(2);
        unfit.ExitCode.ShouldBe(2);
        unfit.Errors.ShouldContain("the model needs columns that other.csv does not have: id, kind, views, member.");
        File.Exists(InFolder("p.csv")).ShouldBeFalse();
    }

    [RealDataFact("online_shoppers_intention.csv"), Trait("clause", "CMD-31")]
    public async Task Online_shoppers_reach_the_measures_that_the_documentation_says()
    {
        var result = await RunAsync(
            "cv", "--data", RealDataFactAttribute.PathOf("online_shoppers_intention.csv"), "--label", "Revenue",
            "--folds", "5", "--rounds", "250", "--learning-rate", "0.03", "--leaves", "12", "--min-child-weight", "10",
            "--subsample", "0.6", "--colsample", "0.8", "--l2", "10", "--json");

        var answer = JsonDocument.Parse(result.Output).RootElement;
        answer.GetProperty("auc").GetProperty("mean").GetDouble().ShouldBeGreaterThanOrEqualTo(0.934);
        answer.GetProperty("logLoss").GetProperty("mean").GetDouble().ShouldBeLessThanOrEqualTo(0.2250);
    }

    private static string Shop(int rows)
    {
        var random = new Random(1);
        var lines = new List<string> { "id,kind,views,member,bought" };
        for (var i = 0; i < rows; i++)
        {
            var kind = random.Next(3);
            var views = random.Next(12);
            var bought = random.NextDouble() < 1 / (1 + Math.Exp(-(views - 6 + (kind == 0 ? 4 : -2))));
            lines.Add($"row {i},{(kind == 0 ? "\"a, \"\"b\"\"\"" : kind == 1 ? "plain" : "NA")},"
                + $"{(views == 5 ? "" : views)},{(i % 2 == 0 ? "TRUE" : "FALSE")},{(bought ? "True" : "False")}");
        }

        return string.Join("\r\n", lines) + "\r\n\r\n";
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private string InFolder(string name) => Path.Combine(_folder, name);

    private string Write(string name, string content)
    {
        File.WriteAllText(InFolder(name), content);
        return InFolder(name);
    }

    private static Task<CommandResult> RunAsync(params string[] arguments) =>
        CommandProcess.RunAsync(["learn", .. arguments]);
}
