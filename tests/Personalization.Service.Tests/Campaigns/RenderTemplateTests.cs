using System.Net;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;

namespace Personalization.Service.Tests.Campaigns;

[Collection(OnEmbedded.Name)]
public sealed class RenderTemplateTests(EmbeddedService service)
{
    // Takes more than the 50,000 steps that a template may take.
    private const string Endless =
        "{{#each features}}{{#each @root.features}}{{#each @root.features}}{{this}}{{/each}}{{/each}}{{/each}}";

    [Fact, Trait("clause", "TPL-4")]
    public async Task A_template_is_previewed_for_a_customer_and_for_a_made_up_one()
    {
        var customer = ServiceFixture.NewId();
        await service.IngestAsync("identify", $$"""{"userId":"{{customer}}","traits":{"name":"<Ann>"} }""");

        var real = await RenderAsync($$"""
            {"template":"Hi {{"{{customer.traits.name}}"}}{{"{{content.x}}"}}","customerId":"{{customer}}",
             "content":{"x":"!"} }
            """);
        var madeUp = await RenderAsync("""
            {"template":"{{features.orders_lifetime}} {{money 9 currency='EUR'}}","context":{"locale":"de"},
             "profile":{"events":[{"event":"Order Completed"}]} }
            """);
        var broken = await RenderAsync($$"""{"template":"{{Endless}}"}""");

        Assert.Equal("Hi &lt;Ann&gt;!", real["html"]!.GetValue<string>());
        Assert.Equal("1 9,00\u00a0€", WebUtility.HtmlDecode(madeUp["html"]!.GetValue<string>()));
        Assert.Null(broken["html"]);
        Assert.NotEmpty(broken["error"]!.GetValue<string>());
    }

    [Fact, Trait("clause", "TPL-4")]
    public async Task A_template_that_is_none_is_refused_with_its_place()
    {
        using var answer = await service.Http.PostAsync(
            "/templates/render", ServiceFixture.Json("""{"template":"a\n{{#if x}}"}"""));
        using var none = await service.Http.PostAsync("/templates/render", ServiceFixture.Json("{}"));

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest), (answer.StatusCode, none.StatusCode));
        var errors = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]!.AsArray();
        Assert.Equal("template", Assert.Single(errors)!["field"]!.GetValue<string>());
    }

    [Fact, Trait("clause", "TPL-3")]
    public async Task A_template_that_fails_is_counted()
    {
        var place = ServiceFixture.NewId("place");
        await service.PutAsync($"/placements/{place}", $$"""{"content":1,"template":"{{Endless}}"}""");

        await service.PostAsync("/decide", $$"""{"customerId":"c","placements":["{{place}}"]}""");

        var metrics = await service.Http.GetStringAsync("/metrics");
        Assert.Contains(metrics.Split('\n'), line =>
            line.StartsWith("personalization_templates_failed", StringComparison.Ordinal)
            && line.Contains(place, StringComparison.Ordinal)
            && line.TrimEnd().EndsWith(" 1", StringComparison.Ordinal));
    }

    private Task<JsonNode> RenderAsync(string json) => service.PostAsync("/templates/render", json);
}
