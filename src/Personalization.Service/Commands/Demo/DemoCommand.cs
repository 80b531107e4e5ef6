using System.CommandLine;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;
using Personalization.Service.Recommendations;
using Personalization.Storage.Migrations;

namespace Personalization.Service.Commands.Demo;

/// <summary>
/// <c>personalization demo</c>: the service on embedded stores with a simulated shop, trained models and sample
/// campaigns. The shop is simulated on the first start and found again on later ones.
/// </summary>
internal static class DemoCommand
{
    private static readonly Option<int> Customers = new("--customers")
    {
        Description = "How many customers the simulated shop has.",
        DefaultValueFactory = _ => 3_000,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Another seed is another shop.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Drift = new("--drift")
    {
        Description =
            "Let the last month be unlike the year before; models are trained up to it, and GET /alerts tells.",
    };

    internal static Command Create()
    {
        var command = new Command("demo", "Serve a simulated shop: a year of events, trained models, sample campaigns.")
        {
            ServiceOptions.Urls, Customers, Seed, Drift,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var customers = parsed.GetValue(Customers);
        if (customers is < 100 or > 1_000_000)
        {
            throw new InvalidInputException("--customers is between 100 and 1,000,000.");
        }

        var admin = ApiSecret.Generate();
        await using var app = ServiceApplication.Build(
        [
            "--Data:Directory=data/demo",
            "--Serilog:MinimumLevel:Default=Warning",
            // A newcomer waits for it: half of the usual dates to learn from are enough to show what a model says.
            "--Propensity:Training:MaximumCutOffs=12",
            .. ServiceOptions.Settings(parsed),
            // A demonstration must not fill somebody's database with an invented shop.
            "--ConnectionStrings:Postgres=",
            "--ConnectionStrings:Redis=",
            $"--Auth:BootstrapAdminKey={admin}",
        ]);
        FreeAddress.Check(app.Configuration["urls"] ?? ServiceApplication.DefaultUrl);
        await app.Services.GetRequiredService<StorageMigrator>().MigrateAsync(stop);
        var shop = new DemoShop(app.Services, new DemoPlan(parsed.GetValue(Seed), customers, parsed.GetValue(Drift)));
        await shop.OpenAsync(stop);
        var keys = await DemoKeys.IssueAsync(app.Services, admin, stop);
        await ServiceRun.RunAsync(
            app,
            async () =>
            {
                await app.Services.GetRequiredService<RecommenderWorker>().LearntOnce.WaitAsync(stop);
                await Console.Out.WriteLineAsync(DemoGuide.Text(app.Urls.First(), keys, shop.Example));
            },
            stop);
    }
}
