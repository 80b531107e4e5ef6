using System.Net;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Conditions;

public abstract class ConditionRoutesTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "CON-20")]
    public async Task Checking_answers_the_type_or_the_errors_with_their_places()
    {
        var number = await service.PostAsync("/conditions/check", """{"expression":"features.revenue_30d * 2.0"}""");
        var product = await service.PostAsync(
            "/conditions/check", """{"expression":"product.price < 10.0","over":"product"}""");
        var wrong = await service.PostAsync("/conditions/check", """{"expression":"1 +\n true"}""");

        Assert.Equal("double", number["type"]!.GetValue<string>());
        Assert.Equal("bool", product["type"]!.GetValue<string>());
        Assert.False(wrong["valid"]!.GetValue<bool>());
        Assert.Null(wrong["type"]);
        Assert.Equal(1, wrong["errors"]![0]!["line"]!.GetValue<int>());
    }

    [StoreFact, Trait("clause", "CON-53")]
    public async Task Checking_knows_the_segments_and_models_there_are()
    {
        var segment = ServiceFixture.NewId("seg");
        await service.PutAsync($"/segments/{segment}", """{"condition":"customer.known"}""");
        var whole = await CheckAsync($"in_segment('{segment}') && scores.churn.probability > 0.5");
        var nowhere = await CheckAsync($"in_segment('{segment}x')");
        var nobody = await CheckAsync("scores.chrun.probability > 0.5");
        using var evaluated = await service.Http.PostAsync(
            "/conditions/evaluate", ServiceFixture.Json("""{"expression":"scores.chrun.probability > 0.5"}"""));

        Assert.True(whole["valid"]!.GetValue<bool>());
        Assert.Equal(segment, nowhere["errors"]![0]!["nearest"]!.GetValue<string>());
        Assert.Equal("churn", nobody["errors"]![0]!["nearest"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, evaluated.StatusCode);

        Task<JsonNode> CheckAsync(string expression) =>
            service.PostAsync("/conditions/check", $$"""{"expression":"{{expression}}"}""");
    }

    [StoreFact, Trait("clause", "CON-21")]
    public async Task Variables_are_the_callers_own_and_values_follow_cels_json()
    {
        var cases = new Dictionary<string, string>
        {
            ["""{"expression":"x + 1","variables":{"x":41}}"""] = """{"value":42,"type":"int"}""",
            ["""{"expression":"x * 2.0","variables":{"x":1.5}}"""] = """{"value":3,"type":"double"}""",
            ["""{"expression":"9007199254740993","variables":{}}"""] = """{"value":"9007199254740993","type":"int"}""",
            ["""{"expression":"a.b[1] == 'y'","variables":{"a":{"b":["x","y"]}}}"""] =
                """{"value":true,"type":"bool"}""",
            ["""{"expression":"null","variables":{}}"""] = """{"value":null,"type":"null_type"}""",
            ["""{"expression":"duration('1500ms')","variables":{}}"""] = """{"value":"1.5s","type":"duration"}""",
            ["""{"expression":"b'hi'","variables":{}}"""] = """{"value":"aGk=","type":"bytes"}""",
            ["""{"expression":"[1, 2u, 'a']","variables":{}}"""] = """{"value":[1,2,"a"],"type":"list"}""",
            ["""{"expression":"type(1)","variables":{}}"""] = """{"value":"int","type":"type"}""",
        };
        foreach (var (body, expected) in cases)
        {
            Assert.Equal(expected, (await service.PostAsync("/conditions/evaluate", body)).ToJsonString());
        }
    }

    [StoreFact, Trait("clause", "CON-21")]
    public async Task An_evaluation_error_is_an_answer_and_an_error_in_the_text_is_422()
    {
        var failed = await service.PostAsync("/conditions/evaluate", """{"expression":"1 / x","variables":{"x":0}}""");
        using var broken = await service.Http.PostAsync(
            "/conditions/evaluate", ServiceFixture.Json("""{"expression":"1 + y","variables":{"x":0}}"""));
        using var missing = await service.Http.PostAsync("/conditions/evaluate", ServiceFixture.Json("{}"));

        Assert.Equal(["error"], failed.AsObject().Select(member => member.Key));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, broken.StatusCode);
        var error = JsonNode.Parse(await broken.Content.ReadAsStringAsync())!["errors"]![0]!;
        Assert.Equal((1, 5), (error["line"]!.GetValue<int>(), error["column"]!.GetValue<int>()));
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
    }

    [StoreFact, Trait("clause", "CON-24")]
    public async Task A_name_without_a_variable_does_not_matter_where_another_term_decides()
    {
        var decided = await service.PostAsync(
            "/conditions/evaluate", """{"expression":"x > 1 || y","variables":{"x":2}}""");
        var called = await service.PostAsync(
            "/conditions/evaluate", """{"expression":"no(1) || true","variables":{}}""");
        using var open = await service.Http.PostAsync(
            "/conditions/evaluate", ServiceFixture.Json("""{"expression":"x > 1 || y","variables":{"x":1}}"""));
        using var wrong = await service.Http.PostAsync(
            "/conditions/evaluate", ServiceFixture.Json("""{"expression":"true || 32","variables":{}}"""));
        var unchecked_ = await service.PostAsync(
            "/conditions/evaluate", """{"expression":"true || 32","variables":{},"unchecked":true}""");

        Assert.True(decided["value"]!.GetValue<bool>());
        Assert.Equal("There is no 'y'.", decided["warnings"]![0]!["message"]!.GetValue<string>());
        Assert.True(called["value"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, open.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal("""{"value":true,"type":"bool"}""", unchecked_.ToJsonString());
    }

    [StoreFact, Trait("clause", "CON-22")]
    public async Task A_condition_is_evaluated_for_a_customer_in_a_context_at_a_time()
    {
        var customer = ServiceFixture.NewId();
        await service.IngestAsync("identify", $$"""{"userId":"{{customer}}","traits":{"city":"Graz"} }""");

        var answer = await service.PostAsync("/conditions/evaluate", $$"""
            {"expression":"traits.city + ' ' + context.device + ' ' + string(now.getFullYear())",
             "customerId":"{{customer}}",
             "context":{"device":"mobile"},"now":"2031-05-05T00:00:00Z"}
            """);

        Assert.Equal("Graz mobile 2031", answer["value"]!.GetValue<string>());
    }

    [StoreFact, Trait("clause", "CON-23")]
    public async Task The_vocabulary_names_features_functions_and_the_segments_there_are()
    {
        var segment = ServiceFixture.NewId("seg");
        await service.PutAsync($"/segments/{segment}", """{"condition":"customer.known"}""");

        var words = await service.GetAsync("/conditions/vocabulary");

        var feature = Assert.Single(
            words["customer"]!.AsArray(), word => word!["name"]!.GetValue<string>() == "features.recency_days")!;
        Assert.Equal(
            ("variable", "double"), (feature["kind"]!.GetValue<string>(), feature["type"]!.GetValue<string>()));
        Assert.Contains(words["customer"]!.AsArray(), word => word!["name"]!.GetValue<string>() == "in_segment");
        Assert.Contains(segment, words["segments"]!.AsArray().Select(key => key!.GetValue<string>()));
        Assert.Superset(
            new HashSet<string> { "churn", "purchase" },
            words["models"]!.AsArray().Select(key => key!.GetValue<string>()).ToHashSet());
    }
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedConditionRoutesTests(EmbeddedService service) : ConditionRoutesTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerConditionRoutesTests(ServerService service) : ConditionRoutesTests(service);
