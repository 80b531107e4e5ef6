using System.Text.Json;
using Personalization.Service.Tests.Support;
using Shouldly;

namespace Personalization.Service.Tests.Commands.Lifetime;

public sealed class LifetimeCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("lifetime-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [RealDataFact("CDNOW_sample.txt"), Trait("clause", "CLV-4")]
    public async Task Fits_the_CDNOW_sample_as_published_and_foretells_the_rest()
    {
        var result = await FitAsync(
            "--transactions", RealDataFactAttribute.PathOf("CDNOW_sample.txt"), "--separator", "blank", "--no-header",
            "--customer", "1", "--date", "3", "--value", "5", "--calibration-end", "1997-09-30", "--json");

        result.ExitCode.ShouldBe(0, result.Errors);
        var answer = JsonDocument.Parse(result.Output).RootElement;
        Number(answer, "customers").ShouldBe(2357);
        Number(answer, "r").ShouldBe(0.243, 0.002 * 0.243);
        Number(answer, "alpha").ShouldBe(4.414, 0.002 * 4.414);
        Number(answer, "a").ShouldBe(0.793, 0.002 * 0.793);
        Number(answer, "b").ShouldBe(2.426, 0.002 * 2.426);
        Number(answer, "logLikelihood").ShouldBe(-9582.429, 0.01);
        Number(answer, "p").ShouldBe(6.25, 0.002 * 6.25);
        Number(answer, "q").ShouldBe(3.74, 0.002 * 3.74);
        Number(answer, "gamma").ShouldBe(15.44, 0.002 * 15.44);
        var orders = answer.GetProperty("holdout").GetProperty("orders");
        Number(orders, "actual").ShouldBe(1882);
        Number(orders.GetProperty("model"), "rootMeanSquare")
            .ShouldBeLessThan(Number(orders.GetProperty("naive"), "rootMeanSquare"));
    }

    [Fact, Trait("clause", "CLV-4")]
    public async Task One_days_rows_are_one_order_and_money_back_is_none()
    {
        var path = Write("""
            who,day,price,items
            a,2024-01-01,10,1
            a,2024-01-15,4,2
            a,2024-01-15T18:00:00Z,2,1
            a,2024-01-20,-9,1
            b,20240102,5,1
            b,2024-02-06,7,3
            ,2024-02-07,7,3
            c,2024-01-09 10:30:00,1,2
            c,2024-02-13,30,1
            d,2024-01-03,20,1
            """);

        var result = await FitAsync(
            "--transactions", path, "--customer", "who", "--date", "day", "--value", "price", "--quantity", "items",
            "--json");

        result.ExitCode.ShouldBe(0, result.Errors);
        var answer = JsonDocument.Parse(result.Output).RootElement;
        Number(answer, "customers").ShouldBe(4);
        Number(answer, "repeatCustomers").ShouldBe(3);
        Number(answer.GetProperty("leftOut"), "withoutCustomer").ShouldBe(1);
        Number(answer.GetProperty("leftOut"), "negative").ShouldBe(1);
        answer.TryGetProperty("holdout", out _).ShouldBeFalse();
    }

    [Theory, Trait("clause", "CLV-4")]
    [InlineData("who,day,price\na,2024-01-01,5\na,yesterday,5", "Line 3: 'yesterday' in column day is not a date")]
    [InlineData("who,day,price\na,2024-01-01,much", "Line 2: 'much' in column price is not a number")]
    [InlineData("who,day,cost\na,2024-01-01,5", "no column price; it has who, day, cost")]
    [InlineData("who,day,price", "no transaction of a customer")]
    [InlineData("who,day,price\na,2024-01-01,5\nb,2024-01-03,5", "Nobody ordered twice")]
    public async Task Bad_input_ends_with_code_two_and_one_line(string content, string line)
    {
        var result = await FitAsync(
            "--transactions", Write(content), "--customer", "who", "--date", "day", "--value", "price");

        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Errors.ShouldContain(line);
        result.Errors.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_calibration_that_ends_before_the_first_order_is_refused()
    {
        var path = Write("who,day,price\na,2024-01-01,5\na,2024-01-09,5");

        var result = await FitAsync(
            "--transactions", path, "--customer", "who", "--date", "day", "--value", "price",
            "--calibration-end", "2023-12-31");

        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldContain("the first transaction is of 2024-01-01");
    }

    private static Task<CommandResult> FitAsync(params string[] options) =>
        CommandProcess.RunAsync(["lifetime", "fit", .. options]);

    private static double Number(JsonElement parent, string name) => parent.GetProperty(name).GetDouble();

    private string Write(string content)
    {
        var path = Path.Combine(_directory, "transactions.csv");
        File.WriteAllText(path, content);
        return path;
    }
}
