using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Events;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Events;
using Shouldly;

namespace Personalization.Service.Tests.Propensity;

public sealed class DefineModelTests(EmbeddedService service) : IClassFixture<EmbeddedService>
{
    [Fact, Trait("clause", "MOD-3"), Trait("clause", "MOD-4")]
    public async Task A_model_of_ones_own_is_defined_found_ready_trained_and_scores()
    {
        await FillAsync();
        var put = await service.PutAsync("/models/hats", """
            {"target":{"event":"Order Completed","category":"hats","horizonDays":30,
             "eligible":"features.orders_lifetime >= 1.0"}}
            """);

        var readiness = await service.GetAsync("/models/hats/readiness");
        var tooLong = await ReadinessOfAsync("""{"target":{"outcome":"orders","horizonDays":300}}""");
        var never = await ReadinessOfAsync("""{"target":{"event":"Never Sent","horizonDays":10}}""");
        var run = await TrainAsync("hats");
        var scores = await service.GetAsync("/customers/hatter-0/scores");

        put["condition"]!.GetValue<string>().ShouldBe("""event.name == "Order Completed" && has_category("hats")""");
        readiness["ready"]!.GetValue<bool>().ShouldBeTrue(readiness.ToJsonString());
        readiness["positives"]!.GetValue<int>().ShouldBeGreaterThan(100);
        readiness["cutOffs"]!.AsArray().Count.ShouldBeGreaterThan(3);
        tooLong["findings"]![0]!["message"]!.GetValue<string>().ShouldContain("900 are needed");
        never["ready"]!.GetValue<bool>().ShouldBeFalse();
        never["findings"]![0]!["message"]!.GetValue<string>().ShouldContain("About 0 customers have the outcome");
        run["state"]!.GetValue<string>().ShouldBe("promoted", run.ToJsonString());
        scores["scores"]!["hats"]!["probability"]!.GetValue<double>().ShouldBeInRange(0.0001, 0.9999);
        var listed = (await service.GetAsync("/models"))["items"]!.AsArray()
            .Single(model => model!["name"]!.GetValue<string>() == "hats")!;
        listed["target"]!["outcome"]!.GetValue<string>().ShouldBe("events");
        listed["versions"]![0]!["test"]!["auc"]!.GetValue<double>().ShouldBeGreaterThan(0.7);
    }

    [Fact, Trait("clause", "MOD-3")]
    public async Task Putting_again_changes_nothing_and_if_match_guards()
    {
        var path = $"/models/{ServiceFixture.NewId("m")}";
        const string body = """{"target":{"event":"Signed Up","horizonDays":14}}""";

        using var created = await service.Http.PutAsync(path, ServiceFixture.Json(body));
        using var again = await service.Http.PutAsync(path, ServiceFixture.Json(body));
        using var stale = new HttpRequestMessage(HttpMethod.Put, path) { Content = ServiceFixture.Json(body) };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var refused = await service.Http.SendAsync(stale);
        using var deleted = await service.Http.DeleteAsync(path);
        using var gone = await service.Http.GetAsync(path);

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.Headers.ETag.ShouldBe(created.Headers.ETag);
        refused.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact, Trait("clause", "MOD-3")]
    public async Task A_deleted_model_scores_no_longer()
    {
        var name = ServiceFixture.NewId("m");
        await service.PutAsync($"/models/{name}", """{"target":{"event":"Signed Up","horizonDays":14}}""");
        using var uploaded = await service.Http.PostAsync(
            $"/models/{name}/versions?as=promote", new ByteArrayContent(SmallModels.Saying(0.1)));
        var before = await service.GetAsync("/customers/somebody/scores");

        using var deleted = await service.Http.DeleteAsync($"/models/{name}");
        var after = await service.GetAsync("/customers/somebody/scores");

        before["scores"]![name].ShouldNotBeNull();
        after["scores"]![name].ShouldBeNull();
    }

    [Theory, Trait("clause", "MOD-3")]
    [InlineData("""{}""", "target", "required")]
    [InlineData("""{"target":{"horizonDays":30}}""", "target.condition", "required")]
    [InlineData("""{"target":{"event":"x"}}""", "target.horizonDays", "1 to 730")]
    [InlineData("""{"target":{"event":"x","condition":"true","horizonDays":3}}""", "target.condition", "leave")]
    [InlineData("""{"target":{"condition":"event.totl > 3.0","horizonDays":3}}""", "target.condition", "total")]
    public async Task What_is_wrong_with_a_definition_is_said(string body, string field, string says)
    {
        using var answer = await service.Http.PutAsync(
            $"/models/{ServiceFixture.NewId("m")}", ServiceFixture.Json(body));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]![0]!;
        error["field"]!.GetValue<string>().ShouldBe(field);
        error.ToJsonString().ShouldContain(says);
    }

    private async Task<JsonNode> ReadinessOfAsync(string definition)
    {
        var name = ServiceFixture.NewId("m");
        await service.PutAsync($"/models/{name}", definition);
        return await service.GetAsync($"/models/{name}/readiness");
    }

    private async Task<JsonNode> TrainAsync(string name)
    {
        await service.PostAsync($"/models/{name}/train", "");
        return await Polling.UntilAsync(
            () => service.GetAsync($"/models/{name}/train"), run => run["finishedAt"] is not null, Polling.LongEnough);
    }

    // Every other customer orders hats, more of them the more often they order at all.
    private async Task FillAsync()
    {
        var log = service.Services.GetRequiredService<IEventLog>();
        var orders = ShopLog.Orders(customers: 300, days: 240).Select(order =>
        {
            var number = int.Parse(order.Customer.Id.Split('-')[1]);
            return order with
            {
                Customer = CustomerKey.Known($"hatter-{number}"),
                Body = Encoding.UTF8.GetBytes($$$"""
                    {"properties":{"order_id":"{{{order.MessageId}}}","total":25.5,"products":[
                    {"product_id":"p","category":"{{{(number % 4 < 2 ? "hats" : "gloves")}}}","price":25.5}]}}
                    """),
            };
        });
        foreach (var batch in orders.Chunk(1000))
        {
            await log.AppendAsync(batch, CancellationToken.None);
        }
    }
}
