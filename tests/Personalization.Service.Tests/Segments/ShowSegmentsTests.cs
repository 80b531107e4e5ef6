using System.Net;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Segments;

public abstract class ShowSegmentsTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "DEC-32")]
    public async Task A_customers_segments_are_those_whose_condition_holds_now()
    {
        var customer = ServiceFixture.NewId();
        var (inside, outside) = (ServiceFixture.NewId("seg"), ServiceFixture.NewId("seg"));
        await service.PutAsync($"/segments/{inside}", """{"condition":"traits.tier == 'gold'"}""");
        await service.PutAsync(
            $"/segments/{outside}", $$"""{"condition":"in_segment('{{inside}}') && traits.age > 90.0"}""");
        await service.IngestAsync("identify", $$"""{"userId":"{{customer}}","traits":{"tier":"gold","age":44} }""");

        var answer = await service.GetAsync($"/customers/{customer}/segments");

        var segments = answer["segments"]!.AsArray().Select(key => key!.GetValue<string>()).ToArray();
        Assert.Contains(inside, segments);
        Assert.DoesNotContain(outside, segments);
    }

    [StoreFact, Trait("clause", "DEC-32")]
    public async Task Nobody_has_no_segments()
    {
        using var answer = await service.Http.GetAsync($"/customers/{ServiceFixture.NewId()}/segments");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedShowSegmentsTests(EmbeddedService service) : ShowSegmentsTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerShowSegmentsTests(ServerService service) : ShowSegmentsTests(service);
