using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Domain.Recommendations;
using Personalization.Service.Campaigns;
using Personalization.Service.Commands.Import;
using Personalization.Service.Propensity;
using Personalization.Storage.Configuration;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;
using Personalization.Storage.Propensity;
using Personalization.Storage.Recommendations;

namespace Personalization.Service.Commands.Demo;

/// <summary>Fills the embedded stores with the simulated shop, unless an earlier start has done so.</summary>
internal sealed class DemoShop(IServiceProvider services, int seed, int customers, bool drift = false)
{
    private readonly IEventLog _log = services.GetRequiredService<IEventLog>();
    private readonly DateTimeOffset _now = services.GetRequiredService<TimeProvider>().GetUtcNow();

    /// <summary>A customer worth looking at: one who has ordered more than once.</summary>
    internal string Example { get; private set; } = "c-1";

    internal async Task OpenAsync(CancellationToken stop)
    {
        if ((await _log.MeasureAsync(stop)).Events == 0)
        {
            await SimulateAsync(stop);
        }
        else
        {
            Console.Error.WriteLine("The shop of an earlier start is there already; delete its data directory for a new one.");
        }

        await ConfigureAsync(stop);
        await TrainAsync(stop);
        Example = await FindExampleAsync(stop);
    }

    private async Task SimulateAsync(CancellationToken stop)
    {
        var shop = new ShopSimulator(seed, customers, _now, drift: drift);
        var import = new EventImport(new StoresTarget(_log, services.GetRequiredService<ProfileStore>()), TimeProvider.System);
        await ConsoleProgress.RunAsync("Simulating a year of the shop", report =>
            import.RunAsync(shop.Messages(), () => report((double)shop.Told / customers, $"{import.Tally.Rows:N0} events"), stop));
        if (import.Tally.Rejected.Events > 0)
        {
            throw new InvalidOperationException($"The simulator wrote events that are not valid: {import.Tally.Reasons[0].Reason}");
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
                await store.PutAsync(new ConfigurationChange(kind.Kind, kind.KeyOf(entity), body, null, "demo", _now), stop);
            }
        }
    }

    private async Task TrainAsync(CancellationToken stop)
    {
        if ((await services.GetRequiredService<ModelStore>().ActiveAsync(stop)).Count > 0)
        {
            return;
        }

        var targets = await services.GetRequiredService<TargetBook>().AllAsync(stop);
        var training = services.GetRequiredService<ModelTraining>();
        // What drifts must not have been learnt.
        DateTimeOffset? until = drift ? _now.AddDays(-ShopSimulator.DriftDays) : null;
        var order = new TrainingOrder(targets, until, "demo");
        foreach (var refused in (await TrainingProgress.ShowAsync(watch => training.TrainAsync(order, watch, stop)))
            .Where(model => model.Refusal is not null))
        {
            Console.Error.WriteLine($"{refused.Target.Name}: {refused.Refusal}");
        }

        foreach (var model in services.GetServices<ISingleModel>())
        {
            var outcome = await TrainingProgress.ShowAsync(
                watch => model.TrainAsync(new SingleOrder(Until: null, "demo"), watch, stop));
            if (outcome.Message is { } message)
            {
                Console.Error.WriteLine($"{model.Name}: {message}");
            }
        }
    }

    private async Task<string> FindExampleAsync(CancellationToken stop)
    {
        var profiles = services.GetRequiredService<ProfileStore>();
        for (var number = 1; number <= Math.Min(customers, 200); number++)
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
