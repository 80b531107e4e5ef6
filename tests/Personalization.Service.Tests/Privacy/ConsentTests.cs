using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Events;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Decisions;
using Personalization.Testing;

namespace Personalization.Service.Tests.Privacy;

public abstract class ConsentTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "PRV-7")]
    public async Task Consent_is_recorded_with_source_and_proof_and_read_back_with_its_history()
    {
        var id = ServiceFixture.NewId();
        const string Granted = """
            {"category":"Personalization","status":"granted","time":"2026-03-01T10:00:00Z","source":"banner 4",
             "proof":{"text":"v7"}}
            """;
        await service.PutAsync($"/customers/{id}/consent", Granted);
        await service.PutAsync($"/customers/{id}/consent", Granted);
        await service.PutAsync(
            $"/customers/{id}/consent",
            """{"category":"personalization","status":"withdrawn","time":"2026-03-02T10:00:00Z"}""");

        // Said before the others and told after them.
        var late = await service.PutAsync(
            $"/customers/{id}/consent",
            """{"category":"personalization","status":"granted","time":"2026-02-01T10:00:00Z"}""");

        Assert.Equal(
            """[{"category":"personalization","status":"denied","since":"2026-03-02T10:00:00Z"}]""",
            late["categories"]!.ToJsonString());
        var history = (await service.GetAsync($"/customers/{id}/consent"))["history"]!.AsArray();
        Assert.Equal(["withdrawn", "granted", "granted"], history.Select(word => word!["status"]!.GetValue<string>()));
        Assert.Equal(
            ("banner 4", "v7"),
            (history[1]!["source"]!.GetValue<string>(), history[1]!["proof"]!["text"]!.GetValue<string>()));
    }

    [StoreFact, Trait("clause", "PRV-7")]
    public async Task A_word_that_cannot_be_kept_is_refused_with_what_is_wrong()
    {
        foreach (var (body, word) in new[]
        {
            ("""{"status":"granted"}""", "category"),
            ("""{"category":"a/b","status":"granted"}""", "category"),
            ("""{"category":"analytics","status":"maybe"}""", "status"),
            ("""{"category":"analytics","status":"granted","time":"2199-01-01T00:00:00Z"}""", "time"),
        })
        {
            using var answer = await service.Http.PutAsync(
                $"/customers/{ServiceFixture.NewId()}/consent", ServiceFixture.Json(body));

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.StartsWith(
                word, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>(),
                StringComparison.Ordinal);
        }
    }

    [StoreFact, Trait("clause", "PRV-3")]
    public async Task Without_consent_decisions_and_recommendations_are_those_of_nobody()
    {
        var (id, place, segment) = (ServiceFixture.NewId(), ServiceFixture.NewId("place"), ServiceFixture.NewId("seg"));
        var product = ServiceFixture.NewId("p");
        await service.PutAsync($"/products/{product}", """{"name":"Runner","active":true}""");
        await service.IngestAsync("identify", $$$"""{"userId":"{{{id}}}","traits":{"name":"Ann"}}""");
        await service.IngestAsync(
            "track",
            $$$"""{"userId":"{{{id}}}","event":"Product Viewed","properties":{"product_id":"{{{product}}}"}}""");
        await Eventually.SucceedsAsync(async () => Assert.Equal(
            product, Assert.Single((await ViewedAsync(id))["items"]!.AsArray())!["productId"]!.GetValue<string>()));
        await service.PutAsync($"/segments/{segment}", """{"condition":"traits.name == 'Ann'"}""");
        await service.PutAsync(
            $"/placements/{place}", """{"content":{"from":"default"},"template":"Hello {{customer.traits.name}}"}""");
        await service.PutAsync(
            $"/campaigns/{ServiceFixture.NewId("camp")}",
            $$$"""
            {"placements":["{{{place}}}"],"status":"active","audience":"in_segment('{{{segment}}}')",
             "variants":[{"key":"a","content":{"from":"campaign"}}]}
            """);
        var before = await DecideAsync(id, place);

        await service.PutAsync($"/customers/{id}/consent", """{"category":"personalization","status":"denied"}""");
        var after = await DecideAsync(id, place);
        var recommended = await ViewedAsync(id);

        Assert.Equal("campaign", before["decisions"]![0]!["reason"]!.GetValue<string>());
        Assert.Contains(segment, before["customer"]!["segments"]!.AsArray().Select(key => key!.GetValue<string>()));
        var decision = after["decisions"]![0]!;
        Assert.Equal(
            ("no_consent", "Hello "), (decision["reason"]!.GetValue<string>(), decision["html"]!.GetValue<string>()));
        Assert.Equal("""{"known":false,"segments":[],"scores":{}}""", after["customer"]!.ToJsonString());
        Assert.Equal("popular", recommended["fallback"]!.GetValue<string>());
    }

    [StoreFact, Trait("clause", "PRV-14")]
    public async Task Without_consent_decisions_and_recommendations_are_logged_for_nobody()
    {
        var (denied, free, place) = (ServiceFixture.NewId(), ServiceFixture.NewId(), ServiceFixture.NewId("place"));
        await service.PutAsync($"/placements/{place}", "{}");
        await service.PutAsync($"/customers/{denied}/consent", """{"category":"personalization","status":"denied"}""");

        foreach (var id in new[] { denied, free })
        {
            await DecideAsync(id, place);
            await ViewedAsync(id);
        }

        // One queue, so what came first is written first.
        await Eventually.SucceedsAsync(async () => Assert.Equal(
            ["", place], (await LoggedAsync(free)).Select(one => one.Placement).Order(StringComparer.Ordinal)));
        Assert.Empty(await LoggedAsync(denied));
    }

    [StoreFact, Trait("clause", "PRV-4")]
    public async Task Events_of_who_denied_analytics_are_counted_and_not_kept()
    {
        var id = ServiceFixture.NewId();
        await service.IngestAsync("page", $$"""{"userId":"{{id}}"}""");
        await service.PutAsync($"/customers/{id}/consent", """{"category":"analytics","status":"denied"}""");

        var withheld = await service.PostAsync("/v1/page", $$"""{"userId":"{{id}}"}""");

        Assert.Equal((0, 1), (withheld["accepted"]!.GetValue<int>(), withheld["withheld"]!.GetValue<int>()));
        Assert.Equal(2, (await service.GetAsync($"/customers/{id}/events"))["total"]!.GetValue<int>());
        Assert.Contains(
            "outcome=\"no_consent\"", await service.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [StoreFact, Trait("clause", "PRV-8")]
    public async Task Preferences_are_set_as_a_whole_and_respected_in_their_channel()
    {
        var (id, mail, page) = (ServiceFixture.NewId(), ServiceFixture.NewId("mail"), ServiceFixture.NewId("page"));
        await service.PutAsync($"/placements/{mail}", """{"channel":"email"}""");
        await service.PutAsync($"/placements/{page}", "{}");
        await service.PutAsync(
            $"/campaigns/{ServiceFixture.NewId("camp")}",
            $$"""
            {"placements":["{{mail}}","{{page}}"],"status":"active","topics":["sale"],"variants":[{"key":"a"}]}
            """);

        var set = await service.PutAsync(
            $"/customers/{id}/preferences", """{"optOuts":[{"channel":"Email"},{"channel":"sms","topic":"sale"}]}""");
        var optedOut = (await ReasonAsync(id, mail), await ReasonAsync(id, page));
        await service.PutAsync(
            $"/customers/{id}/preferences", """{"optOuts":[{"channel":"email"},{"channel":"sms","topic":"sale"}]}""");
        var same = await service.GetAsync($"/customers/{id}");
        await service.PutAsync($"/customers/{id}/preferences", """{"optOuts":[{"topic":"sale"}]}""");
        var byTopic = (await ReasonAsync(id, mail), await ReasonAsync(id, page));
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await service.PutAsync($"/customers/{id}/preferences", """{"optOuts":[]}""");
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        var optedIn = (await ReasonAsync(id, mail), await ReasonAsync(id, page));
        await service.IngestAsync("track", $$"""{"userId":"{{id}}","event":"Unsubscribed"}""");

        Assert.Equal(["email", "sms"], set["optOuts"]!.AsArray().Select(one => one!["channel"]!.GetValue<string>()));
        Assert.Equal(("no_consent", "campaign"), optedOut);
        Assert.Equal(1, same["version"]!.GetValue<int>());
        Assert.Equal(("no_consent", "no_consent"), byTopic);
        Assert.Equal(("campaign", "campaign"), optedIn);
        Assert.Equal(("no_consent", "campaign"), (await ReasonAsync(id, mail), await ReasonAsync(id, page)));
    }

    private Task<IReadOnlyList<DecisionRecord>> LoggedAsync(string id) => service.Services
        .GetRequiredService<DecisionLog>().ListAsync(CustomerKey.Known(id), CancellationToken.None);

    private Task<JsonNode> ViewedAsync(string id) =>
        service.GetAsync($"/recommendations?customerId={id}&strategy=recently-viewed");

    private async Task<string> ReasonAsync(string id, string place) =>
        (await DecideAsync(id, place))["decisions"]![0]!["reason"]!.GetValue<string>();

    private Task<JsonNode> DecideAsync(string id, string place) =>
        service.PostAsync("/decide", $$"""{"customerId":"{{id}}","placements":["{{place}}"]}""");
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedConsentTests(EmbeddedService service) : ConsentTests(service)
{
    [Fact, Trait("clause", "PRV-2")]
    public async Task Where_it_is_so_configured_nobody_is_decided_on_by_profile_before_consenting()
    {
        var optIn = new EmbeddedService("--Privacy:NeverAsked=denied");
        await optIn.InitializeAsync();
        try
        {
            await optIn.PutAsync("/placements/hero", "{}");
            await optIn.PutAsync(
                "/campaigns/c", """{"placements":["hero"],"status":"active","variants":[{"key":"a"}]}""");
            const string Body = """{"customerId":"ann","placements":["hero"]}""";
            var before = await optIn.PostAsync("/decide", Body);
            await optIn.PutAsync("/customers/ann/consent", """{"category":"personalization","status":"granted"}""");
            var after = await optIn.PostAsync("/decide", Body);

            Assert.Equal("no_consent", before["decisions"]![0]!["reason"]!.GetValue<string>());
            Assert.Equal("campaign", after["decisions"]![0]!["reason"]!.GetValue<string>());
        }
        finally
        {
            await optIn.DisposeAsync();
        }
    }
}

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerConsentTests(ServerService service) : ConsentTests(service);
