using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Service.Propensity;
using Personalization.Storage.Migrations;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Commands;

/// <summary><c>personalization evaluate</c>: holds models against what customers did after a past time.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string[]> Names =
        ModelNames.Argument("Models: purchase is its active version, purchase@3 its third. Default: every active one.");

    private static readonly Option<string> At = new("--at")
    {
        Description = "Score every customer as of this time; the outcome is what the log holds after it.",
        Required = true,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON object instead of a table.",
    };

    internal static Command Create()
    {
        var command = new Command("evaluate", "Hold propensity models against what happened after a time.")
        {
            Names, At, Json,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var at = Instant.OfOption("--at", parsed.GetRequiredValue(At))!.Value;
        await using var app = ServiceApplication.Build(ModelNames.SettingsOf(parsed, Names));
        await app.Services.GetRequiredService<StorageMigrator>().MigrateAsync(stop);

        var models = app.Services.GetRequiredService<ModelStore>();
        var artifacts = await FindAsync(models, ModelNames.Of(parsed, Names), stop);
        var evaluation = app.Services.GetRequiredService<ModelEvaluation>();
        var evaluated = await TrainingProgress.ShowAsync(watch => evaluation.EvaluateAsync(artifacts, at, watch, stop));
        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                new EvaluateAnswer(evaluated), PropensityApiJson.Default.EvaluateAnswer));
        }
        else
        {
            ReportPrinter.Print(evaluated);
        }
    }

    private static async Task<IReadOnlyList<ModelArtifact>> FindAsync(
        ModelStore models, string[] names, CancellationToken stop)
    {
        var active = await models.ActiveAsync(stop);
        if (names.Length == 0)
        {
            return active.Count > 0
                ? active
                : throw new InvalidInputException("There is no active model. Run 'personalization train' first.");
        }

        var choice = active.Count > 0 ? string.Join(", ", active.Select(artifact => artifact.Name)) : "none";
        var found = new List<ModelArtifact>();
        foreach (var name in names)
        {
            found.Add(await FindAsync(models, active, name, stop)
                ?? throw new InvalidInputException($"There is no model '{name}'. Active: {choice}."));
        }

        return found;
    }

    private static async Task<ModelArtifact?> FindAsync(
        ModelStore models, IReadOnlyList<ModelArtifact> active, string name, CancellationToken stop)
    {
        if (name.Split('@') is not [var model, var version])
        {
            return active.FirstOrDefault(artifact => artifact.Name == name);
        }

        return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await models.GetAsync(model, number, stop)
            : throw new InvalidInputException($"'{name}': a version is a number, such as {model}@3.");
    }
}
