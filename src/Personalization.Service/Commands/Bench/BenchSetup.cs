using System.Text.Json;
using Personalization.Domain.Profiles;
using Personalization.Domain.Propensity;
using Personalization.Service.Campaigns;
using Personalization.Service.Decisions;
using Personalization.Storage.Configuration;
using Personalization.Storage.Profiles;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Commands.Bench;

/// <summary>Fills a service's stores with what the decide benchmark needs, and takes it away again.</summary>
internal static class BenchSetup
{
    public static async Task<IReadOnlyList<Profile>> FillAsync(
        IServiceProvider services, string prefix, int count, BenchContext context, CancellationToken stop)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var (say, shape) = (context.Say, context.Shape);
        say($"simulating {count} customers");
        var customers = BenchCustomers.Create(count, prefix, now);
        foreach (var some in customers.Chunk(500))
        {
            await services.GetRequiredService<IProfileCache>().PutManyAsync(some, stop);
        }

        say("growing 2 models of 200 trees");
        var models = services.GetRequiredService<ModelStore>();
        foreach (var target in PropensityTarget.Defaults)
        {
            var act = new ModelAct("bench", now);
            var version = await models.SaveAsync(BenchModels.Grow(target, customers, now), act, stop);
            await models.PromoteAsync(target.Name, version, act, stop);
        }

        var store = services.GetRequiredService<ConfigurationStore>();
        await PutAsync(store, EntityKinds.Placements, BenchCatalogue.Placements(), now, stop);
        await PutAsync(store, EntityKinds.Caps, BenchCatalogue.Caps(shape), now, stop);
        await PutAsync(store, EntityKinds.Segments, BenchCatalogue.Segments(shape), now, stop);
        await PutAsync(store, EntityKinds.Campaigns, BenchCatalogue.Campaigns(shape), now, stop);
        var holder = services.GetRequiredService<CatalogueHolder>();
        await holder.ReloadAsync(stop);
        return holder.Current is { Models.Count: 2 } current && current.Campaigns == shape.Campaigns
            ? customers
            : throw new InvalidOperationException(
                "The benchmark's catalogue did not compile as a whole; the log says what was left out.");
    }

    public static async Task RemoveAsync(IServiceProvider services, IReadOnlyList<Profile> customers)
    {
        var cache = services.GetRequiredService<IProfileCache>();
        foreach (var profile in customers)
        {
            await cache.RemoveAsync(profile.Customer, CancellationToken.None);
        }
    }

    private static async Task PutAsync<T>(
        ConfigurationStore store, EntityKind<T> kind, IEnumerable<T> entities, DateTimeOffset now,
        CancellationToken stop)
    {
        foreach (var entity in entities)
        {
            var body = JsonSerializer.Serialize(entity, kind.Json);
            await store.PutAsync(
                new ConfigurationChange(kind.Kind, kind.KeyOf(entity), body, null, "bench", now), stop);
        }
    }
}
