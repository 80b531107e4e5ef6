using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Domain.Recommendations;
using Personalization.Service.Campaigns;
using Personalization.Service.Commands.Import;
using Personalization.Service.Propensity;
using Personalization.Service.Recommendations;
using Personalization.Storage;
using Personalization.Storage.Configuration;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;
using Personalization.Storage.Propensity;
using Personalization.Storage.Recommendations;

namespace Personalization.Service.Commands.Demo;

/// <summary>Fills the embedded stores with the simulated shop, unless an earlier start has done so.</summary>
internal sealed class DemoShop(IServiceProvider services, DemoPlan asked)
{
    private const int LookedAt = 200;

    private readonly IEventLog _log = services.GetRequiredService<IEventLog>();
    private readonly DateTimeOffset _now = services.GetRequiredService<TimeProvider>().GetUtcNow();
    private readonly string _directory = services.GetRequiredService<StorageOptions>().DataDirectory;

    /// <summary>A customer worth looking at: one who has ordered more than once.</summary>
    internal string Example { get; private set; } = "c-1";

    internal async Task OpenAsync(CancellationToken stop)
    {
        var plan = DemoPlan.Find(_directory);
        if (plan is null && (await _log.MeasureAsync(stop)).Events == 0)
        {
            plan = asked with { End = _now };
            plan.Keep(_directory);
        }
        else
        {
            Console.Error.WriteLine(plan is { Complete: false }
                ? "An earlier start was cut short; going on with its shop."
                : $"The shop of an earlier start is there already; delete {_directory} for a new one.");
        }

        if (plan is { Complete: false })
        {
            await SimulateAsync(plan, stop);
            (plan with { Complete = true }).Keep(_directory);
        }

        await ConfigureAsync(stop);
        await TrainAsync(plan ?? asked, stop);
        Example = await FindExampleAsync(stop);
    }

    // Message ids follow from the plan, so what a start that was cut short has stored already is not stored again.
    private async Task SimulateAsync(DemoPlan plan, CancellationToken stop)
    {
        var shop = new ShopSimulator(plan.Seed, plan.Customers, plan.End, drift: plan.Drift);
        var import = new EventImport(
            new StoresTarget(_log, services.GetRequiredService<ProfileStore>()), TimeProvider.System);
        await ConsoleProgress.RunAsync("Simulating a year of the shop", report => import.RunAsync(
            shop.Messages(),
            () => report((double)shop.Told / plan.Customers, $"{import.Tally.Rows:N0} events"),
            stop));
        if (import.Tally.Rejected.Events > 0)
        {
            throw new InvalidOperationException(
                $"The simulator wrote events that are not valid: {import.Tally.Reasons[0].Reason}");
        }

        var products = services.GetRequiredService<ProductStore>();
        foreach (var article in shop.Articles)
        {
            await products.PutAsync(
                new Product
                {
                    ProductId = article.Id,
                    Name = article.Name,
                    Category = article.Category,
                    Brand = article.Brand,
                    Price = article.Price,
                    Url = $"/products/{article.Id}",
                    ImageUrl = $"/images/{article.Id}.jpg",
                },
                expects: null,
                stop);
        }
    }

    private async Task ConfigureAsync(CancellationToken stop)
    {
        await PutAsync(EntityKinds.Placements, DemoCampaigns.Placements, stop);
        await PutAsync(EntityKinds.Segments, DemoCampaigns.Segments, stop);
        await PutAsync(EntityKinds.Campaigns, DemoCampaigns.Campaigns, stop);
    }

    // What somebody changed while trying things out stays changed.
    private async Task PutAsync<T>(EntityKind<T> kind, IReadOnlyList<T> entities, CancellationToken stop)
    {
        var store = services.GetRequiredService<ConfigurationStore>();
        foreach (var entity in entities)
        {
            if (await store.GetAsync(kind.Kind, kind.KeyOf(entity), stop) is null)
            {
                var body = JsonSerializer.Serialize(entity, kind.Json);
                await store.PutAsync(
                    new ConfigurationChange(kind.Kind, kind.KeyOf(entity), body, null, "demo", _now), stop);
            }
        }
    }

    private async Task TrainAsync(DemoPlan plan, CancellationToken stop)
    {
        if ((await services.GetRequiredService<ModelStore>().ActiveAsync(stop)).Count > 0)
        {
            return;
        }

        var targets = await services.GetRequiredService<TargetBook>().AllAsync(stop);
        // What drifts must not have been learnt.
        DateTimeOffset? until = plan.Drift ? plan.End.AddDays(-ShopSimulator.DriftDays) : null;
        var order = new TrainingOrder(targets, until, "demo");
        var messages = await TrainingProgress.ShowManyAsync(async watch => await Task.WhenAll(
        [
            Task.Run(() => TrainTargetsAsync(order, watch("scores"), stop), stop),
            .. services.GetServices<ISingleModel>().Select(
                model => Task.Run(
                    () => TrainAsync(model, new SingleOrder(until, "demo"), watch(model.Name), stop), stop)),
            Task.Run(() => LearnRecommendationsAsync(stop), stop),
        ]));
        foreach (var message in messages.SelectMany(message => message))
        {
            Console.Error.WriteLine(message);
        }
    }

    private async Task<string[]> TrainTargetsAsync(TrainingOrder order, ITrainingWatch watch, CancellationToken stop)
    {
        var trained = await services.GetRequiredService<ModelTraining>().TrainAsync(order, watch, stop);
        return [.. trained
            .Where(model => model.Refusal is not null)
            .Select(model => $"{model.Target.Name}: {model.Refusal}")];
    }

    private static async Task<string[]> TrainAsync(
        ISingleModel model, SingleOrder order, ITrainingWatch watch, CancellationToken stop)
    {
        var outcome = await model.TrainAsync(order, watch, stop);
        return outcome.Refusal is { } refusal ? [$"{model.Name}: {refusal}"] : [];
    }

    // The service would do so when it starts; by then it is done.
    private async Task<string[]> LearnRecommendationsAsync(CancellationToken stop)
    {
        await services.GetRequiredService<RecommenderWorker>().LearnAsync(stop);
        return [];
    }

    private async Task<string> FindExampleAsync(CancellationToken stop)
    {
        var profiles = services.GetRequiredService<ProfileStore>();
        for (var number = 1; number <= LookedAt; number++)
        {
            var read = await profiles.GetAsync(CustomerKey.Known($"c-{number}"), stop);
            if (read.Profile.OrderCount >= 2)
            {
                return read.Profile.Customer.Id;
            }
        }

        return Example;
    }
}
