using System.CommandLine;
using System.Text.Json;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Service.Propensity;
using Personalization.Storage.Migrations;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Commands;

/// <summary>
/// <c>personalization train</c>: trains propensity models, lifetime value and clusters on the configured stores' log
/// and promotes those that are better.
/// </summary>
internal static class TrainCommand
{
    private static readonly Argument<string[]> Names =
        ModelNames.Argument(
            "Which models to train, such as purchase churn lifetime clusters. Default: all that are configured.");

    private static readonly Option<string?> Until = new("--until")
    {
        Description = "Use only what was known before this time, outcomes included. Default: everything.",
    };

    private static readonly Option<DirectoryInfo?> Export = new("--export")
    {
        Description = "Write each training matrix as CSV, and a data dictionary, into this directory.",
    };

    private static readonly Option<string> Promote = new("--promote")
    {
        Description = "Whether a new version scores: if-better (than baselines and the one that does), always, never.",
        DefaultValueFactory = _ => "if-better",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object instead of tables.",
    };

    internal static Command Create()
    {
        var command = new Command("train", "Train models on the log and promote those that are better.")
        {
            Names, Until, Export, Promote, Json,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var until = Instant.OfOption("--until", parsed.GetValue(Until));
        await using var app = ServiceApplication.Build(ModelNames.SettingsOf(parsed, Names));
        var rule = TrainModel.RuleOf(parsed.GetValue(Promote))
            ?? throw new InvalidInputException("--promote is if-better, always or never.");
        await app.Services.GetRequiredService<StorageMigrator>().MigrateAsync(stop);
        var all = await app.Services.GetRequiredService<TargetBook>().AllAsync(stop);
        var names = ModelNames.Of(parsed, Names);
        var others = app.Services.GetServices<ISingleModel>()
            .Where(model => names.Length == 0 || names.Contains(model.Name)).ToArray();
        var targets = names.Length > 0 && names.All(name => others.Any(model => model.Name == name)) ? []
            : Choose(all, [.. names.Except(others.Select(model => model.Name))]);
        var order = new TrainingOrder(targets, until, "train") { Promotion = rule };
        var training = app.Services.GetRequiredService<ModelTraining>();
        var (trained, outcomes) = await TrainingProgress.ShowAsync(async watch => (
            targets.Length == 0
                ? []
                : await training.TrainAsync(order, Exporting(watch, parsed.GetValue(Export)), stop),
            await TrainAsync(others, new SingleOrder(until, "train", rule), watch, stop)));

        Print(trained, outcomes, parsed.GetValue(Json));
        if (!parsed.GetValue(Json))
        {
            await PrintAsync(app.Services.GetRequiredService<ModelStore>(), outcomes, stop);
        }

        var refusals = trained.Select(model => model.Refusal)
            .Concat(outcomes.Select(other => other.Outcome.Refusal)).OfType<string>().ToArray();
        if (refusals.Length > 0)
        {
            throw new InvalidInputException(string.Join(' ', refusals));
        }
    }

    private static async Task<IReadOnlyList<(ISingleModel Model, TrainingOutcome Outcome)>> TrainAsync(
        ISingleModel[] models, SingleOrder order, ITrainingWatch watch, CancellationToken stop)
    {
        var outcomes = new List<(ISingleModel, TrainingOutcome)>();
        foreach (var model in models)
        {
            outcomes.Add((model, await model.TrainAsync(order, watch, stop)));
        }

        return outcomes;
    }

    private static PropensityTarget[] Choose(IReadOnlyList<PropensityTarget> all, string[] names) => names.Length == 0
        ? [.. all]
        : [.. names.Select(name => all.FirstOrDefault(target => target.Name == name)
            ?? throw new InvalidInputException(
                $"No model '{name}' is configured. There are: {string.Join(", ", all.Select(known => known.Name))}."))];

    private static ITrainingWatch Exporting(ITrainingWatch watch, DirectoryInfo? directory) =>
        directory is null ? watch : new ExportingWatch(watch, directory);

    private static void Print(
        IReadOnlyList<TrainedModel> trained,
        IReadOnlyList<(ISingleModel Model, TrainingOutcome Outcome)> others,
        bool json)
    {
        if (json)
        {
            var models = trained.Select(TrainedModelJson.Of)
                .Concat(others.Select(other => TrainedModelJson.Of(other.Model.Name, other.Outcome))).ToArray();
            Console.Out.WriteLine(
                JsonSerializer.Serialize(new TrainAnswer(models), PropensityApiJson.Default.TrainAnswer));
            return;
        }

        foreach (var model in trained.Where(model => model.Artifact is not null))
        {
            ReportPrinter.Print(model);
        }
    }

    private static async Task PrintAsync(
        ModelStore store, IReadOnlyList<(ISingleModel Model, TrainingOutcome Outcome)> outcomes, CancellationToken stop)
    {
        foreach (var (model, outcome) in outcomes.Where(one => one.Outcome.Version is not null))
        {
            var version = (await store.DocumentsAsync(model.Name, stop))
                .Single(version => version.Document.Version == outcome.Version);
            var summary = model.Describe(version);
            Console.Out.WriteLine(
                $"{model.Name} version {summary.Number}, {(outcome.Promoted ? "promoted" : "not promoted")}: "
                + $"knows what happened before {summary.Until:u}; {summary.Rows} customers with an order");
            Console.Out.WriteLine(outcome.Message);
            model.Print(version.Document.Metadata, Console.Out);
        }
    }

    /// <summary>Writes every training matrix on its way to the trees.</summary>
    private sealed class ExportingWatch(ITrainingWatch inner, DirectoryInfo directory) : ITrainingWatch
    {
        public void Replayed(long events, long of) => inner.Replayed(events, of);

        public void Built(PropensityTarget target, TrainingRows rows)
        {
            inner.Built(target, rows);
            MatrixExport.Write(directory, target, rows);
        }

        public void Grown(PropensityTarget target, TrainingStep step, CancellationToken stop) =>
            inner.Grown(target, step, stop);
    }
}
