using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;

namespace Personalization.Service.Tests.OpenFeature;

[Collection(OnEmbedded.Name)]
public sealed class OpenFeatureSdkTests(EmbeddedService service)
{
    [OpenFeatureFact, Trait("clause", "OFR-1"), Trait("clause", "OFR-2"), Trait("clause", "OFR-3")]
    public async Task The_javascript_sdks_evaluate_flags_of_every_type_and_honour_bulk_tags()
    {
        var prefix = await FlagsAsync();
        var key = await service.NewKeyAsync("decide");

        var told = OpenFeatureSdk.Check(service.Http.BaseAddress!.ToString().TrimEnd('/'), key, prefix);

        AssertValues(told["answered"]!.AsObject());
        AssertErrors(told["answered"]!.AsObject());
        AssertBulk(told["answered"]!.AsObject(), told["bulk"]!.AsArray());
    }

    private static void AssertValues(JsonObject answered)
    {
        Assert.Equal(("true", "STATIC", "default", "default"), Told(answered, "boolean"));
        Assert.Equal(("\"blue\"", "STATIC", "default", "default"), Told(answered, "string"));
        Assert.Equal(("5.5", "STATIC", "default", "default"), Told(answered, "number"));
        Assert.Equal(("""{"headline":"Hi","sizes":[1,2]}""", "STATIC", "default", "default"), Told(answered, "object"));
        Assert.Equal(("\"for phones\"", "TARGETING_MATCH", "a", "campaign"), Told(answered, "targeted"));
        Assert.Equal(("\"for all\"", "STATIC", "default", "default"), Told(answered, "untargeted"));
        Assert.Equal("<b>mobile</b>", Text(answered["template"]!, "value"));
        Assert.Equal("string", answered["boolean"]!["decision"]!.GetValue<string>());
    }

    private static void AssertErrors(JsonObject answered)
    {
        Assert.Equal("\"none\"", Failed(answered, "empty").Value);
        Assert.Equal(("true", "TYPE_MISMATCH"), Failed(answered, "mismatch"));
        Assert.Equal(("true", "FLAG_NOT_FOUND"), Failed(answered, "unknown"));
        Assert.Equal(("false", "TARGETING_KEY_MISSING"), Failed(answered, "nobody"));
        Assert.Equal(("false", "INVALID_CONTEXT"), Failed(answered, "invalid"));
        Assert.Equal(("false", "GENERAL"), Failed(answered, "stranger"));
        Assert.Equal(("true", "FLAG_NOT_FOUND"), Failed(answered, "bulk-unknown"));
    }

    private static void AssertBulk(JsonObject answered, JsonArray exchanges)
    {
        Assert.Equal(("true", "STATIC", "default", "default"), Told(answered, "bulk-boolean"));
        Assert.Equal("""{"headline":"Hi","sizes":[1,2]}""", Told(answered, "bulk-object").Value);
        Assert.Equal("true", Told(answered, "bulk-cached").Value);
        Assert.Equal("\"for all\"", Told(answered, "bulk-changed").Value);
        Assert.Equal([200, 304, 200], exchanges.Select(exchange => exchange!["status"]!.GetValue<int>()));
        var tags = exchanges.Select(exchange => exchange!["tag"]!.GetValue<string>()).ToArray();
        Assert.Equal([null, tags[0], tags[0]], exchanges.Select(exchange => exchange!["sent"]?.GetValue<string>()));
        Assert.Equal(tags[0], tags[1]);
        Assert.NotEqual(tags[0], tags[2]);
    }

    private static (string Value, string? Reason, string? Variant, string? Because) Told(
        JsonObject answered, string name)
    {
        var details = answered[name]!;
        Assert.Null(details["error"]);
        return (
            details["value"]!.ToJsonString(), Text(details, "reason"), Text(details, "variant"),
            Text(details, "because"));
    }

    private static (string Value, string? Error) Failed(JsonObject answered, string name) =>
        (answered[name]!["value"]!.ToJsonString(), Text(answered[name]!, "error"));

    private static string? Text(JsonNode node, string member) => node[member]?.GetValue<string>();

    private async Task<string> FlagsAsync()
    {
        var prefix = ServiceFixture.NewId("flag")[..20];
        await service.PutAsync($"/placements/{prefix}-boolean", """{"content":true}""");
        await service.PutAsync($"/placements/{prefix}-string", """{"content":"blue"}""");
        await service.PutAsync($"/placements/{prefix}-number", """{"content":5.5}""");
        await service.PutAsync($"/placements/{prefix}-object", """{"content":{"headline":"Hi","sizes":[1,2]} }""");
        await service.PutAsync($"/placements/{prefix}-targeted", """{"content":"for all"}""");
        await service.PutAsync($"/placements/{prefix}-template", """{"template":"<b>{{context.device}}</b>"}""");
        await service.PutAsync($"/placements/{prefix}-empty", "{}");
        await service.PutAsync($"/campaigns/{prefix}", $$"""
            {"placements":["{{prefix}}-targeted"],"audience":"context.device == 'mobile'",
             "variants":[{"key":"a","content":"for phones"}]}
            """);
        return prefix;
    }
}
