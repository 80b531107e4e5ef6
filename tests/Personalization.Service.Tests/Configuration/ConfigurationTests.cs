using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Configuration;

/// <summary>Each test has a service of its own: a document is about everything that is configured.</summary>
public abstract class ConfigurationTests : IAsyncLifetime
{
    private const string Document = """
        {"placements":[{"key":"hero","content":{"headline":"Hi"}}],
         "segments":[{"key":"vip","condition":"features.orders_365d > 5.0"}],
         "campaigns":[{"key":"c","placements":["hero"],"status":"active","audience":"!in_segment('vip')",
           "variants":[{"key":"a","content":{"headline":"One"}},{"key":"b"}]}]}
        """;

    protected abstract ServiceFixture Service { get; }

    public Task InitializeAsync() => Service.InitializeAsync();

    public Task DisposeAsync() => Service.DisposeAsync();

    [StoreFact, Trait("clause", "CFG-1")]
    public async Task A_document_moves_a_whole_configuration_and_comes_back_as_it_was()
    {
        var first = await Service.PutAsync("/configuration", Document);
        var read = await Service.GetAsync("/configuration");
        var again = await Service.PutAsync("/configuration", read.ToJsonString());

        Assert.Equal(
            ["placement hero added", "segment vip added", "campaign c added"],
            first["changes"]!.AsArray().Select(change => $"{change!["kind"]} {change["key"]} {change["change"]}"));
        Assert.Empty(again["changes"]!.AsArray());
        Assert.Equal("Hi", read["placements"]![0]!["content"]!["headline"]!.GetValue<string>());
        var decided = await Service.PostAsync("/decide", """{"customerId":"ann","placements":["hero"]}""");
        Assert.Equal("c", decided["decisions"]![0]!["campaign"]!.GetValue<string>());
        Assert.DoesNotContain(ServiceFixture.AdminKey, read.ToJsonString(), StringComparison.Ordinal);
    }

    [StoreFact, Trait("clause", "CFG-2")]
    public async Task A_dry_run_says_which_fields_would_change_and_changes_nothing()
    {
        await Service.PutAsync("/configuration", Document);
        var before = await TagAsync();
        var changed = JsonNode.Parse(Document)!;
        changed["campaigns"]![0]!["variants"]![0]!["content"]!["headline"] = "Two";
        changed["campaigns"]![0]!["audience"] = "true";
        changed["campaigns"]![0]!["priority"] = 3;
        changed["segments"] = new JsonArray();
        changed["placements"]!.AsArray().Add(new JsonObject { ["key"] = "footer" });

        var answer = await Service.PutAsync("/configuration?dryRun=true", changed.ToJsonString());

        Assert.True(answer["dryRun"]!.GetValue<bool>());
        Assert.Equal(
            ["placement footer added", "segment vip removed", "campaign c changed"],
            answer["changes"]!.AsArray().Select(change => $"{change!["kind"]} {change["key"]} {change["change"]}"));
        Assert.Equal(
            [
                "audience: \"!in_segment('vip')\" -> \"true\"", "priority: 0 -> 3",
                "variants[0].content.headline: \"One\" -> \"Two\"",
            ],
            answer["changes"]![2]!["fields"]!.AsArray()
                .Select(field => $"{field!["path"]}: {Text(field["before"])} -> {Text(field["after"])}")
                .Order(StringComparer.Ordinal));
        Assert.Equal(before, await TagAsync());
    }

    [StoreFact, Trait("clause", "CFG-3")]
    public async Task A_document_with_a_fault_changes_nothing_at_all()
    {
        await Service.PutAsync("/configuration", Document);
        var (before, audited) = (
            await TagAsync(), (await Service.GetAsync("/audit?limit=500"))["items"]!.AsArray().Count);
        foreach (var (body, field) in new[]
        {
            (Document.Replace("!in_segment('vip')", "features.orderz > 1.0", StringComparison.Ordinal),
                "campaigns[0].audience"),
            (Document.Replace("'vip'", "'nobody'", StringComparison.Ordinal), "campaigns[0].audience"),
            (Document.Replace("[\"hero\"]", "[\"nowhere\"]", StringComparison.Ordinal), "campaigns[0].placements[0]"),
            (Document.Replace("\"key\":\"b\"", "\"key\":\"a\"", StringComparison.Ordinal),
                "campaigns[0].variants[1].key"),
            (Document.Replace("\"headline\":\"Hi\"}", "\"headline\":\"New\"},\"colour\":1", StringComparison.Ordinal),
                "placements[0]"),
            ("""{"placements":[{"key":"new"},{"key":"new"}]}""", "placements[1].key"),
            ("""{"placements":[{"key":"fine"}]}""", "campaigns[0].placements[0]"),
            ("""{"segments":{}}""", "segments"),
        })
        {
            using var answer = await Service.Http.PutAsync("/configuration", ServiceFixture.Json(body));

            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, text);
            var named = JsonNode.Parse(text)!["errors"]![0]!["field"]!.GetValue<string>();
            Assert.EndsWith(
                field[(field.IndexOf(']', StringComparison.Ordinal) + 1)..], named, StringComparison.Ordinal);
        }

        using var unknown = await Service.Http.PutAsync("/configuration", ServiceFixture.Json("""{"placement":[]}"""));
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);
        Assert.Equal(before, await TagAsync());
        Assert.Equal(audited, (await Service.GetAsync("/audit?limit=500"))["items"]!.AsArray().Count);
    }

    [StoreFact, Trait("clause", "CFG-4")]
    public async Task A_write_that_expects_another_state_is_refused_and_every_change_is_audited_before_and_after()
    {
        await Service.PutAsync("/configuration", Document);
        var tag = await TagAsync();
        await Service.PutAsync("/segments/vip", """{"condition":"true"}""");

        using var stale = await SendAsync(Document, tag);
        using var fresh = await SendAsync(Document, await TagAsync());

        Assert.Equal((HttpStatusCode.PreconditionFailed, HttpStatusCode.OK), (stale.StatusCode, fresh.StatusCode));
        Assert.Equal(tag, fresh.Headers.ETag!.Tag);
        var entries = (await Service.GetAsync("/audit?kind=segment&key=vip"))["items"]!.AsArray();
        Assert.Equal(["update", "update", "create"], entries.Select(entry => entry!["action"]!.GetValue<string>()));
        Assert.Equal("true", entries[0]!["before"]!["condition"]!.GetValue<string>());
        Assert.Contains(
            "orders_365d", entries[0]!["after"]!["condition"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("configured", entries[0]!["actor"]!.GetValue<string>());
        Assert.Empty((await Service.GetAsync("/audit?actor=nobody"))["items"]!.AsArray());
    }

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? $"\"{text}\"" : node?.ToJsonString() ?? "";

    private async Task<HttpResponseMessage> SendAsync(string body, string tag)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Put, "/configuration") { Content = ServiceFixture.Json(body) };
        request.Headers.IfMatch.Add(new EntityTagHeaderValue(tag));
        return await Service.Http.SendAsync(request);
    }

    private async Task<string> TagAsync()
    {
        using var answer = await Service.Http.GetAsync("/configuration");
        return answer.Headers.ETag!.Tag;
    }
}

public sealed class EmbeddedConfigurationTests : ConfigurationTests
{
    protected override ServiceFixture Service { get; } = new EmbeddedService();
}

[Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerConfigurationTests : ConfigurationTests
{
    protected override ServiceFixture Service { get; } = new ServerService();
}
