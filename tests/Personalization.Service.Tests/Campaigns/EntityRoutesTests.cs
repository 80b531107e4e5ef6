using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Campaigns;

public abstract class EntityRoutesTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "DEC-21")]
    public async Task Putting_creates_then_changes_nothing_then_replaces()
    {
        var key = ServiceFixture.NewId("place");
        var path = $"/placements/{key}";

        using var created = await service.Http.PutAsync(path, Body("""{"content":{"headline":"One"}}"""));
        using var same = await service.Http.PutAsync(path, Body("""{"content":{"headline":"One"}}"""));
        using var replaced = await service.Http.PutAsync(path, Body("""{"content":{"headline":"Two"}}"""));
        using var read = await service.Http.GetAsync(path);

        Assert.Equal(
            (HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK),
            (created.StatusCode, same.StatusCode, replaced.StatusCode));
        Assert.Equal(created.Headers.ETag, same.Headers.ETag);
        Assert.NotEqual(created.Headers.ETag, replaced.Headers.ETag);
        Assert.Equal(replaced.Headers.ETag, read.Headers.ETag);
        var body = JsonNode.Parse(await read.Content.ReadAsStringAsync())!;
        Assert.Equal((key, "Two"), (body["key"]!.GetValue<string>(), body["content"]!["headline"]!.GetValue<string>()));
    }

    [StoreFact, Trait("clause", "DEC-21")]
    public async Task A_write_that_expects_another_revision_is_refused_with_412()
    {
        var path = $"/segments/{ServiceFixture.NewId("seg")}";
        using var first = await service.Http.PutAsync(path, Body("""{"condition":"customer.known"}"""));
        using var second = await service.Http.PutAsync(path, Body("""{"condition":"!customer.known"}"""));

        using var stalePut = await SendAsync(HttpMethod.Put, path, first.Headers.ETag!.Tag, """{"condition":"true"}""");
        using var staleDelete = await SendAsync(HttpMethod.Delete, path, first.Headers.ETag!.Tag, null);
        using var unreadable = await SendAsync(HttpMethod.Delete, path, "\"yesterday\"", null);
        using var delete = await SendAsync(HttpMethod.Delete, path, second.Headers.ETag!.Tag, null);
        using var again = await SendAsync(HttpMethod.Delete, path, null, null);

        Assert.Equal(HttpStatusCode.PreconditionFailed, stalePut.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, staleDelete.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, unreadable.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, delete.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [StoreFact, Trait("clause", "DEC-21")]
    public Task Writes_and_reads_of_segments_keep_to_the_conditions_of_their_headers() =>
        AssertConditionsAsync("segments", """{"condition":"customer.known"}""", """{"condition":"!customer.known"}""");

    [StoreFact, Trait("clause", "REC-25")]
    public Task Writes_and_reads_of_products_keep_to_the_conditions_of_their_headers() =>
        AssertConditionsAsync("products", """{"name":"Lamp"}""", """{"name":"Lantern"}""");

    private async Task AssertConditionsAsync(string kind, string one, string two)
    {
        var (path, absent) = ($"/{kind}/{ServiceFixture.NewId("it")}", $"/{kind}/{ServiceFixture.NewId("it")}");
        using var created = await ConditionalAsync(HttpMethod.Put, path, one, none: "*");
        using var twice = await ConditionalAsync(HttpMethod.Put, path, two, none: "*");
        using var known = await ConditionalAsync(HttpMethod.Get, path, null, none: created.Headers.ETag!.Tag);
        using var anything = await ConditionalAsync(HttpMethod.Put, path, two, match: "*");
        using var stale = await ConditionalAsync(HttpMethod.Put, path, one, match: created.Headers.ETag!.Tag);
        using var changed = await ConditionalAsync(HttpMethod.Get, path, null, none: created.Headers.ETag!.Tag);
        using var listed = await ConditionalAsync(
            HttpMethod.Put, path, one, match: $"{created.Headers.ETag!.Tag}, W/{anything.Headers.ETag!.Tag}");
        using var staleDelete = await ConditionalAsync(
            HttpMethod.Delete, path, null, match: anything.Headers.ETag!.Tag);
        using var nothing = await ConditionalAsync(HttpMethod.Put, absent, one, match: "*");
        using var missing = await service.Http.GetAsync(absent);
        using var delete = await ConditionalAsync(HttpMethod.Delete, path, null, match: listed.Headers.ETag!.Tag);

        HttpStatusCode[] expected =
        [
            HttpStatusCode.Created, HttpStatusCode.PreconditionFailed, HttpStatusCode.NotModified, HttpStatusCode.OK,
            HttpStatusCode.PreconditionFailed, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.PreconditionFailed,
            HttpStatusCode.PreconditionFailed, HttpStatusCode.NotFound, HttpStatusCode.NoContent,
        ];
        HttpResponseMessage[] answers =
            [created, twice, known, anything, stale, changed, listed, staleDelete, nothing, missing, delete];
        Assert.Equal(expected, answers.Select(answer => answer.StatusCode));
    }

    [StoreFact, Trait("clause", "OPS-2")]
    public async Task What_curl_and_beacons_declare_of_a_body_is_read_as_the_JSON_it_is()
    {
        foreach (var declared in new[] { "application/x-www-form-urlencoded", "text/plain;charset=UTF-8", null })
        {
            using var content = new ByteArrayContent("""{"customerId":"c","placements":["nowhere"]}"""u8.ToArray());
            content.Headers.ContentType = declared is null ? null : MediaTypeHeaderValue.Parse(declared);

            using var answer = await service.Http.PostAsync("/decide", content);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [StoreFact, Trait("clause", "OPS-2")]
    public async Task A_field_that_there_is_not_is_named()
    {
        using var answer = await service.Http.PutAsync(
            $"/segments/{ServiceFixture.NewId("seg")}", Body("""{"condition":"true","conditon":"false"}"""));

        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.StartsWith(
            "There is no field $.conditon ", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [StoreFact, Trait("clause", "DEC-22")]
    public async Task A_broken_condition_is_refused_with_its_place_and_the_nearest_name()
    {
        using var answer = await service.Http.PutAsync($"/segments/{ServiceFixture.NewId("seg")}", Body(
            """{"condition":"customer.known &&\n  features.recency_dayz > 3.0"}"""));

        var error = await ErrorAsync(answer);
        Assert.Equal(("condition", 2), (error["field"]!.GetValue<string>(), error["line"]!.GetValue<int>()));
        Assert.Equal(12, error["column"]!.GetValue<int>());
        Assert.Contains("recency_days", error["nearest"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [StoreFact, Trait("clause", "DEC-22")]
    public async Task A_campaign_is_refused_whose_placement_segment_or_weights_cannot_be()
    {
        var place = await PlaceAsync();
        var path = $"/campaigns/{ServiceFixture.NewId("camp")}";

        using var nowhere = await service.Http.PutAsync(path, Body(
            """{"placements":["no-such-place"],"variants":[{"key":"a"}]}"""));
        using var nobody = await service.Http.PutAsync(path, Body(
            $$"""{"placements":["{{place}}"],"audience":"in_segment('no-such-segment')","variants":[{"key":"a"}]}"""));
        using var weightless = await service.Http.PutAsync(path, Body(
            $$"""{"placements":["{{place}}"],"variants":[{"key":"a","weight":-1}]}"""));

        Assert.Equal("placements[0]", (await ErrorAsync(nowhere))["field"]!.GetValue<string>());
        Assert.Equal("audience", (await ErrorAsync(nobody))["field"]!.GetValue<string>());
        Assert.Equal("variants[0].weight", (await ErrorAsync(weightless))["field"]!.GetValue<string>());
    }

    [StoreFact, Trait("clause", "DEC-22")]
    public async Task A_body_that_names_another_key_or_an_unknown_member_is_refused()
    {
        var path = $"/placements/{ServiceFixture.NewId("place")}";

        using var other = await service.Http.PutAsync(path, Body("""{"key":"other"}"""));
        using var unknown = await service.Http.PutAsync(path, Body("""{"contents":{}}"""));
        using var broken = await service.Http.PutAsync(path, Body("{"));

        Assert.Equal("key", (await ErrorAsync(other))["field"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
    }

    [StoreFact, Trait("clause", "DEC-23")]
    public async Task What_others_name_cannot_be_deleted()
    {
        var place = await PlaceAsync();
        var segment = ServiceFixture.NewId("seg");
        await service.PutAsync($"/segments/{segment}", """{"condition":"customer.known"}""");
        var campaign = ServiceFixture.NewId("camp");
        await service.PutAsync(
            $"/campaigns/{campaign}",
            $$"""{"placements":["{{place}}"],"audience":"in_segment('{{segment}}')","variants":[{"key":"a"}]}""");

        using var placement = await service.Http.DeleteAsync($"/placements/{place}");
        using var used = await service.Http.DeleteAsync($"/segments/{segment}");
        using var user = await service.Http.DeleteAsync($"/campaigns/{campaign}");
        using var free = await service.Http.DeleteAsync($"/segments/{segment}");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (placement.StatusCode, used.StatusCode));
        Assert.Contains(campaign, await used.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (user.StatusCode, free.StatusCode));
    }

    [StoreFact, Trait("clause", "DEC-21")]
    public async Task The_list_holds_what_was_put_and_the_audit_says_who_put_it()
    {
        var place = await PlaceAsync();

        var list = await service.GetAsync("/placements");
        var audit = await service.GetAsync("/audit?limit=500");

        Assert.Single(list["items"]!.AsArray(), item => item!["key"]!.GetValue<string>() == place);
        var entry = Assert.Single(audit["items"]!.AsArray(), entry => entry!["key"]!.GetValue<string>() == place)!;
        Assert.Equal(("create", "placement"), (entry["action"]!.GetValue<string>(), entry["kind"]!.GetValue<string>()));
        Assert.NotEqual("", entry["actor"]!.GetValue<string>());
    }

    private async Task<string> PlaceAsync()
    {
        var place = ServiceFixture.NewId("place");
        await service.PutAsync($"/placements/{place}", "{}");
        return place;
    }

    private async Task<HttpResponseMessage> ConditionalAsync(
        HttpMethod method, string path, string? body, string? match = null, string? none = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Body(body) };
        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        if (none is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", none);
        }

        return await service.Http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? ifMatch, string? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Body(body) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await service.Http.SendAsync(request);
    }

    private static async Task<JsonNode> ErrorAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        return JsonNode.Parse(text)!["errors"]![0]!;
    }

    private static StringContent Body(string json) => ServiceFixture.Json(json);
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedEntityRoutesTests(EmbeddedService service) : EntityRoutesTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerEntityRoutesTests(ServerService service) : EntityRoutesTests(service);
