using System.CommandLine;
using Personalization.Learning.Boosting;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Learn;

/// <summary>The options that <c>learn fit</c> and <c>learn cv</c> share.</summary>
internal sealed class LearnOptions
{
    private readonly Option<FileInfo> _data = new("--data")
    {
        Description = "The CSV file, with a header line; .gz is unpacked.",
        Required = true,
    };

    private readonly Option<string> _label = new("--label") { Description = "The column to predict.", Required = true };

    private readonly Option<string[]> _ignore = new("--ignore")
    {
        Description = "Columns to leave out, such as an id.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _objective = new Option<string>("--objective")
    {
        Description = "What the label is: 0 or 1, an amount, a count, an amount often 0, or a class from 0.",
        DefaultValueFactory = _ => "binary",
    }.AcceptOnlyFromAmong("binary", "regression", "poisson", "tweedie", "multiclass");

    private readonly Option<double> _power = Number("--tweedie-power", 1.5, "The variance power of tweedie.");
    private readonly Option<int> _rounds = Whole("--rounds", 100, "Trees to grow.");
    private readonly Option<int?> _depth = new("--depth")
    {
        Description = "Most splits from root to leaf. Default: 6, or no limit with --leaves.",
    };

    private readonly Option<int> _leaves =
        Whole("--leaves", 0, "Grow leaf by leaf to so many; 0 grows level by level.");
    private readonly Option<double> _rate = Number("--learning-rate", 0.1, "How much of each tree counts.");
    private readonly Option<int> _bins = Whole("--bins", 256, "Bins a column, one of them for missing values.");
    private readonly Option<double> _rows = Number("--subsample", 1, "The share of rows that each tree sees.");
    private readonly Option<double> _columns = Number("--colsample", 1, "The share of columns that each tree sees.");
    private readonly Option<double> _weight =
        Number("--min-child-weight", 1, "The least sum of second derivatives in a leaf.");

    private readonly Option<double> _l1 = Number("--l1", 0, "L1 penalty on leaf weights.");
    private readonly Option<double> _l2 = Number("--l2", 1, "L2 penalty on leaf weights.");
    private readonly Option<double> _gain = Number("--min-split-gain", 0, "The least gain of a split.");
    private readonly Option<int> _seed = Whole("--seed", 0, "The same seed and data give the same model.");
    private readonly Option<int> _threads = Whole("--threads", 0, "Threads; 0 is one for each core.");

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object and nothing else." };

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])
        [
            _data, _label, _ignore, _objective, _power, _rounds, _depth, _leaves, _rate, _bins, _rows, _columns,
            _weight, _l1, _l2, _gain, _seed, _threads, _json,
        ])
        {
            command.Add(option);
        }
    }

    internal FileInfo Data(ParseResult parsed) => parsed.GetRequiredValue(_data);

    internal bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Reads the file and makes the options fit it.</summary>
    internal (LearnTable Table, BoostingOptions Options) Read(ParseResult parsed)
    {
        var label = parsed.GetRequiredValue(_label);
        var options = Parse(parsed);
        var table = LearnTable.Read(parsed.GetRequiredValue(_data), label, parsed.GetValue(_ignore) ?? []);
        var objective = ObjectiveOf(parsed, table.Labels);
        RequireKind(objective, table.Labels, label);
        return (table, options with { Objective = objective, Categorical = [.. table.Categories.Keys] });
    }

    private BoostingOptions Parse(ParseResult parsed)
    {
        var leaves = parsed.GetValue(_leaves);
        var options = new BoostingOptions
        {
            Rounds = parsed.GetValue(_rounds),
            Depth = parsed.GetValue(_depth) ?? (leaves > 0 ? 0 : 6),
            Leaves = leaves,
            LearningRate = parsed.GetValue(_rate),
            Bins = parsed.GetValue(_bins),
            Subsample = parsed.GetValue(_rows),
            ColumnSample = parsed.GetValue(_columns),
            MinChildWeight = parsed.GetValue(_weight),
            L1 = parsed.GetValue(_l1),
            L2 = parsed.GetValue(_l2),
            MinSplitGain = parsed.GetValue(_gain),
            Seed = parsed.GetValue(_seed),
            Threads = parsed.GetValue(_threads),
        };
        try
        {
            options.Validate();
            return options;
        }
        catch (ArgumentException bad)
        {
            throw LearnFault.Of(bad);
        }
    }

    private Objective ObjectiveOf(ParseResult parsed, float[] labels)
    {
        try
        {
            return parsed.GetValue(_objective) switch
            {
                "regression" => Objective.SquaredError,
                "poisson" => Objective.Poisson,
                "tweedie" => Objective.Tweedie(parsed.GetValue(_power)),
                "multiclass" => Objective.MultiClass((int)Math.Clamp(labels.Max() + 1, 2, 1 << 20)),
                _ => Objective.Binary,
            };
        }
        catch (ArgumentException bad)
        {
            throw LearnFault.Of(bad);
        }
    }

    private static void RequireKind(Objective objective, float[] labels, string label)
    {
        if (objective.Kind == ObjectiveKind.Binary && labels.AsSpan().IndexOfAnyExcept(0f, 1f) is >= 0 and var odd)
        {
            throw new InvalidInputException(
                $"--label: row {odd + 1} has {labels[odd]} in column {label}; a binary label is 0 or 1. "
                + "For other labels choose --objective regression, poisson, tweedie or multiclass.");
        }

        if (labels.AsSpan().IndexOfAnyExcept(labels[0]) < 0)
        {
            throw new InvalidInputException(
                $"--label: every row has {labels[0]} in column {label}; there is nothing to tell apart.");
        }
    }

    private static Option<int> Whole(string name, int value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Option<double> Number(string name, double value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
