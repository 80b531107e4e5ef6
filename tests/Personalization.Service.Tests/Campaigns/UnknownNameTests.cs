using System.Net;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Campaigns;

public abstract class UnknownNameTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "DEC-22")]
    public async Task A_segment_that_does_not_exist_is_refused_with_the_nearest_key()
    {
        var key = ServiceFixture.NewId("seg");
        await service.PutAsync($"/segments/{key}", """{"condition":"true"}""");

        using var answer = await service.Http.PutAsync(
            $"/segments/{ServiceFixture.NewId("seg")}", Body($$"""{"condition":"in_segment('{{key[..^1]}}')"}"""));

        var error = await ErrorAsync(answer);
        Assert.Equal(
            (1, 12, key),
            (error["line"]!.GetValue<int>(), error["column"]!.GetValue<int>(), error["nearest"]!.GetValue<string>()));
        Assert.Equal("the key of a segment", error["expected"]!.GetValue<string>());
    }

    [StoreFact, Trait("clause", "DEC-22"), Trait("clause", "CON-53")]
    public async Task A_model_that_does_not_exist_is_refused_until_it_is_defined()
    {
        var model = "m" + Guid.NewGuid().ToString("N")[..20];
        var path = $"/segments/{ServiceFixture.NewId("seg")}";
        var condition = $$"""{"condition":"scores.{{model}}.percentile > 90.0"}""";
        using var unknown = await service.Http.PutAsync(path, Body(condition));
        await service.PutAsync($"/models/{model}", """{"target":{"event":"Signed Up","horizonDays":14}}""");
        using var misspelt = await service.Http.PutAsync(path, Body(condition.Replace(model, model[..^1] + "_")));
        using var untrained = await service.Http.PutAsync(path, Body(condition));
        using var inUse = await service.Http.DeleteAsync($"/models/{model}");

        var error = await ErrorAsync(misspelt);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Equal((8, model), (error["column"]!.GetValue<int>(), error["nearest"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.Created, untrained.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, inUse.StatusCode);
    }

    [StoreFact, Trait("clause", "MOD-13")]
    public async Task A_model_that_a_campaign_names_is_deleted_after_it()
    {
        var (model, place) = ("m" + Guid.NewGuid().ToString("N")[..20], ServiceFixture.NewId("place"));
        var campaign = $"/campaigns/{ServiceFixture.NewId("camp")}";
        await service.PutAsync($"/models/{model}", """{"target":{"event":"Signed Up","horizonDays":14}}""");
        await service.PutAsync($"/placements/{place}", "{}");
        await service.PutAsync(
            campaign,
            $$"""
            {"placements":["{{place}}"],"audience":"scores.{{model}}.percentile > 90.0","variants":[{"key":"a"}]}
            """);

        using var named = await service.Http.DeleteAsync($"/models/{model}");
        using var gone = await service.Http.DeleteAsync(campaign);
        using var free = await service.Http.DeleteAsync($"/models/{model}");

        var problem = JsonNode.Parse(await named.Content.ReadAsStringAsync())!;
        Assert.Contains(
            $"'{campaign[11..]}' names it", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(
            [HttpStatusCode.Conflict, HttpStatusCode.NoContent, HttpStatusCode.NoContent],
            new[] { named, gone, free }.Select(answer => answer.StatusCode));
    }

    [StoreFact, Trait("clause", "CON-53")]
    public async Task A_draft_may_name_what_does_not_exist_yet_and_is_checked_when_it_becomes_active()
    {
        var place = ServiceFixture.NewId("place");
        var path = $"/campaigns/{ServiceFixture.NewId("camp")}";
        await service.PutAsync($"/placements/{place}", "{}");
        var draft = $$"""
            {"placements":["{{place}}"],"status":"draft","variants":[{"key":"a"}],
             "audience":"scores.no_such_model.percentile > 90.0 && in_segment('no-such-segment')"}
            """;

        using var drafted = await service.Http.PutAsync(path, Body(draft));
        using var activated = await service.Http.PutAsync(path, Body(draft.Replace("draft", "active")));

        Assert.Equal(
            (HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity), (drafted.StatusCode, activated.StatusCode));
    }

    [StoreFact, Trait("clause", "TPL-5")]
    public async Task A_helper_that_does_not_exist_is_refused_with_its_place()
    {
        var path = $"/placements/{ServiceFixture.NewId("place")}";

        using var answer = await service.Http.PutAsync(path, Body("""{"template":"<b>{{moneyy cart.value}}</b>"}"""));

        var error = await ErrorAsync(answer);
        Assert.Equal(
            ("template", 1, 6, "moneyy", "money"),
            (error["field"]!.GetValue<string>(), error["line"]!.GetValue<int>(), error["column"]!.GetValue<int>(),
                error["found"]!.GetValue<string>(), error["nearest"]!.GetValue<string>()));
    }

    private static async Task<JsonNode> ErrorAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!["errors"]![0]!;
    }

    private static StringContent Body(string json) => ServiceFixture.Json(json);
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedUnknownNameTests(EmbeddedService service) : UnknownNameTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerUnknownNameTests(ServerService service) : UnknownNameTests(service);
