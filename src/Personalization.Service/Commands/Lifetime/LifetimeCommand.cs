using System.CommandLine;
using System.Text.Json;
using Personalization.Service.Hosting;
using Spectre.Console;

namespace Personalization.Service.Commands.Lifetime;

/// <summary>
/// <c>personalization lifetime fit</c>: fits the BG/NBD and the Gamma-Gamma model to any file of transactions.
/// </summary>
internal static class LifetimeCommand
{
    private static readonly Option<FileInfo> File = new("--transactions")
    {
        Description = "The file, one transaction a row; .gz is unpacked.",
        Required = true,
    };

    private static readonly Option<string> Customer = new("--customer")
    {
        Description = "The column that says who; without a header line its number, from 1.",
        Required = true,
    };

    private static readonly Option<string> Date = new("--date")
    {
        Description = "The column that says when: a date such as 1997-01-31 or 19970131, or an ISO 8601 time.",
        Required = true,
    };

    private static readonly Option<string> Value = new("--value")
    {
        Description = "The column that says what it was worth.",
        Required = true,
    };

    private static readonly Option<string?> Quantity = new("--quantity")
    {
        Description = "A column that the value is multiplied by.",
    };

    private static readonly Option<string?> CalibrationEnd = new("--calibration-end")
    {
        Description =
            "Fit to what came up to the end of this day, and foretell the rest. Default: the last day there is.",
    };

    private static readonly Option<Separator> Separated = new("--separator")
    {
        Description = "comma, semicolon, tab, or blank for any number of blanks. Default: found out.",
    };

    private static readonly Option<bool> NoHeader = new("--no-header")
    {
        Description = "The first line is a transaction.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };

    private static readonly string[] Measures = ["came", "foretold", "mean error", "root mean square"];

    internal static Command Create()
    {
        var fit = new Command("fit", "Fit order and value models to transactions and foretell a holdout.")
        {
            File, Customer, Date, Value, Quantity, CalibrationEnd, Separated, NoHeader, Json,
        };
        fit.SetAction(Run);
        return new Command("lifetime", "What customers will order and be worth.") { fit };
    }

    private static void Run(ParseResult parsed)
    {
        var end = parsed.GetValue(CalibrationEnd) is not { } text ? (DateOnly?)null
            : TransactionFile.Day(text)
                ?? throw new InvalidInputException($"--calibration-end '{text}' is not a date. Write 1997-09-30.");
        var columns = new TransactionColumns(
            parsed.GetRequiredValue(Customer),
            parsed.GetRequiredValue(Date),
            parsed.GetRequiredValue(Value),
            parsed.GetValue(Quantity));
        using var file = DelimitedFile.Open(
            "--transactions",
            parsed.GetRequiredValue(File),
            parsed.GetValue(Separated),
            hasHeader: !parsed.GetValue(NoHeader));
        var answer = LifetimeFitting.Fit(TransactionFile.Read(file, columns), end);
        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(answer, LifetimeCommandJson.Default.LifetimeFitAnswer));
        }
        else
        {
            Print(answer);
        }
    }

    private static void Print(LifetimeFitAnswer answer)
    {
        var output = Console.Out;
        output.WriteLine(
            $"{answer.Customers} customers, {answer.RepeatCustomers} of whom ordered again, "
            + $"from {answer.From:yyyy-MM-dd} to {answer.CalibrationEnd:yyyy-MM-dd}; "
            + $"fitted in {answer.Seconds:0.00} s{(answer.Converged ? "" : ", not to the end")}");
        if (answer.LeftOut is not (0, 0))
        {
            output.WriteLine(
                $"left out: {answer.LeftOut.WithoutCustomer} rows without a customer, "
                + $"{answer.LeftOut.Negative} of negative value");
        }

        output.WriteLine(
            $"BG/NBD       r {answer.R:0.0000}  alpha {answer.Alpha:0.0000} weeks  a {answer.A:0.0000}  "
            + $"b {answer.B:0.0000}  log-likelihood {answer.LogLikelihood:0.00}");
        output.WriteLine(answer.P is null
            ? "Gamma-Gamma  not fitted: all orders are worth the same"
            : $"Gamma-Gamma  p {answer.P:0.0000}  q {answer.Q:0.0000}  gamma {answer.Gamma:0.0000}  "
            + $"log-likelihood {answer.ValueLogLikelihood:0.00}  mean order {answer.MeanOrderValue:0.00}");
        if (answer.Holdout is { } holdout)
        {
            Print(holdout);
        }
    }

    private static void Print(Holdout holdout)
    {
        var table = new Table().AddColumn($"the {holdout.Weeks:0.#} weeks after")
            .AddColumns(Array.ConvertAll(Measures, name => new TableColumn(name).RightAligned()));
        AddRows(table, "orders", holdout.Orders);
        if (holdout.Value is { } value)
        {
            AddRows(table, "value", value);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Write(table);
    }

    private static void AddRows(Table table, string what, Foretold foretold)
    {
        foreach (var (name, error) in new[] { ("model", foretold.Model), ("past rate", foretold.Naive) })
        {
            table.AddRow(
                $"{what}, {name}",
                $"{foretold.Actual:0}",
                $"{error.Forecast:0}",
                $"{error.MeanAbsolute:0.000}",
                $"{error.RootMeanSquare:0.000}");
        }
    }
}
