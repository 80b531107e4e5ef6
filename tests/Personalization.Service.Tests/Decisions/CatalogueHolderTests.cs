using Microsoft.Extensions.DependencyInjection;
using Personalization.Service.Decisions;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Configuration;
using Personalization.Testing;

namespace Personalization.Service.Tests.Decisions;

public abstract class CatalogueHolderTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "DEC-34")]
    public async Task What_another_node_wrote_is_decided_by_soon()
    {
        var place = ServiceFixture.NewId("place");
        var store = service.Services.GetRequiredService<ConfigurationStore>();

        // Straight into the store, as another node would.
        await store.PutAsync(
            new ConfigurationChange(
                "placement", place, $$"""{"key":"{{place}}"}""", null, "another node", service.Clock.GetUtcNow()),
            CancellationToken.None);
        var holder = service.Services.GetRequiredService<CatalogueHolder>();
        var seen = await Eventually.NotNullAsync(
            () => Task.FromResult(holder.Current.Placements.SingleOrDefault(key => key == place)));

        Assert.Equal(place, seen);
    }

    [StoreFact, Trait("clause", "DEC-34")]
    public async Task What_cannot_be_compiled_is_left_out_and_the_rest_works()
    {
        var (broken, whole) = (ServiceFixture.NewId("seg"), ServiceFixture.NewId("seg"));
        var store = service.Services.GetRequiredService<ConfigurationStore>();
        (string, string)[] stored = [(broken, "features.no_such_feature > 1.0"), (whole, "customer.known")];
        foreach (var (key, condition) in stored)
        {
            var body = $$"""{"key":"{{key}}","condition":"{{condition}}"}""";
            await store.PutAsync(
                new ConfigurationChange("segment", key, body, null, "a later version", service.Clock.GetUtcNow()),
                CancellationToken.None);
        }

        await service.Services.GetRequiredService<CatalogueHolder>().ReloadAsync(CancellationToken.None);
        var customer = ServiceFixture.NewId();
        await service.IngestAsync("identify", $$"""{"userId":"{{customer}}"}""");
        var answer = await service.GetAsync($"/customers/{customer}/segments");

        var segments = answer["segments"]!.AsArray().Select(key => key!.GetValue<string>()).ToArray();
        Assert.Contains(whole, segments);
        Assert.DoesNotContain(broken, segments);
    }
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedCatalogueHolderTests(EmbeddedService service) : CatalogueHolderTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerCatalogueHolderTests(ServerService service) : CatalogueHolderTests(service);
