using System.Globalization;
using System.Text;
using System.Text.Json;
using Personalization.Service.Tests.Support;
using Shouldly;

namespace Personalization.Service.Tests.Commands.Clusters;

public sealed class ClustersCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("clusters-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact, Trait("clause", "CLU-4")]
    public async Task Finds_as_many_clusters_as_there_are_and_writes_the_cluster_of_each_row()
    {
        var path = Write(ThreeGroups());
        var output = Path.Combine(_directory, "out.csv");

        var result = await FitAsync("--data", path, "--ignore", "id", "--out", output, "--json");

        result.ExitCode.ShouldBe(0, result.Errors);
        var answer = JsonDocument.Parse(result.Output).RootElement;
        answer.GetProperty("clusters").GetInt32().ShouldBe(3);
        answer.GetProperty("rows").GetInt32().ShouldBe(90);
        answer.GetProperty("silhouette").GetDouble().ShouldBeGreaterThan(0.7);
        answer.GetProperty("leftOut").EnumerateArray().Select(name => name.GetString()).ShouldBe(["country", "same"]);
        answer.GetProperty("trials").GetArrayLength().ShouldBe(9);
        var centres = answer.GetProperty("found").EnumerateArray()
            .Select(cluster => cluster.GetProperty("centre").GetProperty("orders").GetDouble()).Order().ToArray();
        centres.Length.ShouldBe(3);
        centres[0].ShouldBe(2, 1);
        centres[1].ShouldBe(22, 1);
        centres[2].ShouldBe(42, 1);
        var rows = await File.ReadAllLinesAsync(output);
        rows[0].ShouldBe("row,cluster,x,y");
        rows.Skip(1).Select(row => row.Split(',')[1]).Chunk(3).Distinct(new SameCells()).Count().ShouldBe(1);
    }

    [Fact, Trait("clause", "CLU-4")]
    public async Task A_number_of_clusters_may_be_asked_for_and_columns_chosen()
    {
        var path = Write(ThreeGroups());

        var result = await FitAsync("--data", path, "--clusters", "5", "--columns", "orders", "spent", "--json");

        var answer = JsonDocument.Parse(result.Output).RootElement;
        answer.GetProperty("clusters").GetInt32().ShouldBe(5);
        answer.GetProperty("columns").GetArrayLength().ShouldBe(2);
        answer.TryGetProperty("trials", out _).ShouldBeFalse();
    }

    [Theory, Trait("clause", "CLU-4")]
    [InlineData("a,b\n1,x\n2,y\n3,z", "--clusters many", "neither a number from 1 to 1000 nor auto")]
    [InlineData("a,b\n1,x\n2,y\n3,z", "--columns b", "Line 2: 'x' in column b is not a finite number")]
    [InlineData("a,b\n1,2\n2,1\n-inf,3", "--clusters auto", "Line 4: '-inf' in column a is not a finite number")]
    [InlineData("a,b\n1,2\n1e999,1\n4,3", "--clusters auto", "Line 3: '1e999' in column a is not a finite number")]
    [InlineData("a,b\n1,x\n2,y\n3,z", "--columns c", "no column c; it has a, b")]
    [InlineData("a,b\n1,x\n2,y\n3,z", "--clusters 4", "3 rows cannot form 4 clusters")]
    [InlineData("a,b\n1,x\n1,y\n1,z", "--clusters auto", "nothing to tell apart")]
    [InlineData("a,b\n1,x\n2,y", "--clusters auto", "2 rows cannot form 2 or more clusters")]
    public async Task Bad_input_ends_with_code_two_and_one_line(string content, string options, string line)
    {
        var result = await FitAsync(["--data", Write(content), .. options.Split(' ')]);

        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain(line);
        result.Errors.Trim().Split('\n').Length.ShouldBe(1);
    }

    private static Task<CommandResult> FitAsync(params string[] options) =>
        CommandProcess.RunAsync(["clusters", "fit", .. options]);

    private static string ThreeGroups()
    {
        var random = new Random(20260114);
        var text = new StringBuilder("id,orders,spent,country,same\n");
        for (var i = 0; i < 90; i++)
        {
            var orders = ((i % 3) * 20) + 2 + random.NextDouble();
            text.AppendLine(CultureInfo.InvariantCulture, $"{i},{orders},{(orders * 10) + random.Next(10)},de,1");
        }

        return text.ToString();
    }

    private string Write(string content)
    {
        var path = Path.Combine(_directory, "data.csv");
        File.WriteAllText(path, content);
        return path;
    }

    private sealed class SameCells : IEqualityComparer<string[]>
    {
        public bool Equals(string[]? x, string[]? y) => x!.SequenceEqual(y!);

        public int GetHashCode(string[] obj) => string.Join(',', obj).GetHashCode(StringComparison.Ordinal);
    }
}
