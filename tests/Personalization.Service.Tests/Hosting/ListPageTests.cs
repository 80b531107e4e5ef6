using System.Net;
using System.Text.Json.Nodes;
using Personalization.Service.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Hosting;

public sealed class ListPageTests
{
    [Theory, Trait("clause", "OPS-6")]
    [InlineData(null, 2, "a b", "b")]
    [InlineData("b", 2, "c d", null)]
    [InlineData("b", 1, "c", "c")]
    [InlineData("B", 9, "a b c d", null)]
    [InlineData(null, 4, "a b c d", null)]
    [InlineData(null, null, "a b c d", null)]
    [InlineData("d", 2, "", null)]
    public void A_page_holds_what_comes_after_a_key_and_names_its_last_where_there_is_more(
        string? after, int? limit, string items, string? next)
    {
        Assert.True(new ListPage(after, limit).TryCut(["c", "a", "d", "b"], key => key, out var page, out _));

        Assert.Equal((items, next), (string.Join(' ', page.Items), page.Next));
    }
}

public abstract class ListPageRouteTests(ServiceFixture service)
{
    private static readonly (string List, string Member, string Body)[] Lists =
    [
        ("placements", "key", """{"content":1}"""),
        ("segments", "key", """{"condition":"customer.known"}"""),
        ("campaigns", "key", """{"status":"draft","placements":["hero"],"variants":[{"key":"a"}]}"""),
        ("caps", "key", """{"channel":"web","caps":[{"limit":1,"window":"2h"}]}"""),
        ("keys", "name", """{"scope":"decide"}"""),
        ("models", "name", """{"target":{"event":"Signed Up","horizonDays":14}}"""),
        ("products", "productId", """{"name":"Lamp"}"""),
    ];

    [StoreFact, Trait("clause", "OPS-6")]
    public async Task Every_list_of_what_is_configured_is_read_page_by_page()
    {
        foreach (var (list, member, body) in Lists)
        {
            var prefix = ServiceFixture.NewId("x")[..20];
            foreach (var i in (int[])[2, 0, 1])
            {
                using var put = await service.Http.PutAsync($"/{list}/{prefix}-{i}", ServiceFixture.Json(body));
                Assert.True(put.IsSuccessStatusCode, $"{list}: {await put.Content.ReadAsStringAsync()}");
            }

            var first = await service.GetAsync($"/{list}?after={prefix}&limit=2");
            var second = await service.GetAsync($"/{list}?after={first["next"]}&limit=1");
            var end = await service.GetAsync($"/{list}?after=~");

            Assert.Equal([$"{prefix}-0", $"{prefix}-1"], Names(first, member));
            Assert.Equal($"{prefix}-1", first["next"]!.GetValue<string>());
            Assert.Equal([$"{prefix}-2"], Names(second, member));
            Assert.Empty(Names(end, member));
            Assert.Null(end["next"]);
        }
    }

    [StoreFact, Trait("clause", "OPS-6")]
    public async Task A_limit_that_is_none_is_400()
    {
        foreach (var (list, _, _) in Lists)
        {
            foreach (var limit in (string[])["0", "1001", "-1", "many"])
            {
                using var answer = await service.Http.GetAsync($"/{list}?limit={limit}");

                Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            }
        }
    }

    private static IEnumerable<string> Names(JsonNode page, string member) =>
        page["items"]!.AsArray().Select(item => item![member]!.GetValue<string>());
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedListPageRouteTests(EmbeddedService service) : ListPageRouteTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerListPageRouteTests(ServerService service) : ListPageRouteTests(service);
