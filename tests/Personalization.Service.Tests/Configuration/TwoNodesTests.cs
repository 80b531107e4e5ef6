using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Configuration;

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class TwoNodesTests(ServerService first)
{
    // Longer than any test waits: what a node learns, it was told.
    private const string NeverAsks = "--Decisions:CataloguePollMs=60000";

    [StoreFact, Trait("clause", "CFG-5")]
    public async Task A_campaign_written_on_one_node_decides_on_another_that_is_told_of_it()
    {
        var second = new SecondNode(first, NeverAsks);
        await second.InitializeAsync();
        try
        {
            var (place, id) = (ServiceFixture.NewId("place"), ServiceFixture.NewId());
            await first.PutAsync($"/placements/{place}", "{}");
            await first.PutAsync(
                $"/campaigns/{place}", $$"""{"placements":["{{place}}"],"status":"active","variants":[{"key":"a"}]}""");

            await Eventually.SucceedsAsync(async () =>
            {
                var decided = await second.PostAsync(
                    "/decide", $$"""{"customerId":"{{id}}","placements":["{{place}}"]}""");
                Assert.Equal(place, decided["decisions"]![0]!["campaign"]!.GetValue<string>());
            });
        }
        finally
        {
            await second.DisposeAsync();
        }
    }

    [StoreFact, Trait("clause", "REC-6")]
    public async Task A_node_that_has_just_started_recommends()
    {
        await first.PutAsync($"/products/{ServiceFixture.NewId("product")}", """{"name":"Lantern"}""");
        var second = new SecondNode(first);
        await second.InitializeAsync();
        try
        {
            var answer = await second.GetAsync($"/recommendations?customerId={ServiceFixture.NewId()}&limit=3");

            Assert.NotEmpty(answer["items"]!.AsArray());
        }
        finally
        {
            await second.DisposeAsync();
        }
    }

    [StoreFact, Trait("clause", "PRV-11")]
    public async Task A_person_erased_on_one_node_is_kept_out_on_another()
    {
        var second = new SecondNode(first);
        await second.InitializeAsync();
        try
        {
            var (id, visitor) = (ServiceFixture.NewId(), ServiceFixture.NewId("visitor"));
            await second.IngestAsync("identify", $$"""{"userId":"{{id}}","anonymousId":"{{visitor}}"}""");
            await second.IngestAsync("page", $$"""{"anonymousId":"{{visitor}}"}""");
            using var erased = await first.Http.DeleteAsync($"/customers/{id}");

            var late = await second.PostAsync("/v1/page", $$"""{"anonymousId":"{{visitor}}"}""");
            using var read = await second.Http.GetAsync($"/customers/{id}");

            Assert.Equal(System.Net.HttpStatusCode.OK, erased.StatusCode);
            Assert.Equal((0, 1), (late["accepted"]!.GetValue<int>(), late["withheld"]!.GetValue<int>()));
            Assert.Equal(System.Net.HttpStatusCode.NotFound, read.StatusCode);
        }
        finally
        {
            await second.DisposeAsync();
        }
    }
}
