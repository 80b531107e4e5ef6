using System.CommandLine;
using System.Text.Json;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Service.Propensity;
using Personalization.Storage.Migrations;

namespace Personalization.Service.Commands;

/// <summary>
/// <c>personalization train</c>: trains propensity models on the configured stores' log and promotes those that
/// are better.
/// </summary>
internal static class TrainCommand
{
    private static readonly Argument<string[]> Names =
        ModelNames.Argument("Which models to train, such as purchase churn. Default: all that are configured.");

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
        var command = new Command("train", "Train propensity models on the log and promote those that are better.")
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
        var order = new TrainingOrder(Choose(all, ModelNames.Of(parsed, Names)), until, "train") { Promotion = rule };
        var training = app.Services.GetRequiredService<ModelTraining>();
        var trained = await TrainingProgress.ShowAsync(watch => training.TrainAsync(
            order, Exporting(watch, parsed.GetValue(Export)), stop));

        Print(trained, parsed.GetValue(Json));
        var refusals = trained.Select(model => model.Refusal).OfType<string>().ToArray();
        if (refusals.Length > 0)
        {
            throw new InvalidInputException(string.Join(' ', refusals));
        }
    }

    private static PropensityTarget[] Choose(IReadOnlyList<PropensityTarget> all, string[] names) => names.Length == 0
        ? [.. all]
        : [.. names.Select(name => all.FirstOrDefault(target => target.Name == name)
            ?? throw new InvalidInputException(
                $"No model '{name}' is configured. There are: {string.Join(", ", all.Select(known => known.Name))}."))];

    private static ITrainingWatch Exporting(ITrainingWatch watch, DirectoryInfo? directory) =>
        directory is null ? watch : new ExportingWatch(watch, directory);

    private static void Print(IReadOnlyList<TrainedModel> trained, bool json)
    {
        if (json)
        {
            var models = trained.Select(TrainedModelJson.Of).ToArray();
            Console.Out.WriteLine(
                JsonSerializer.Serialize(new TrainAnswer(models), PropensityApiJson.Default.TrainAnswer));
            return;
        }

        foreach (var model in trained.Where(model => model.Artifact is not null))
        {
            ReportPrinter.Print(model);
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
