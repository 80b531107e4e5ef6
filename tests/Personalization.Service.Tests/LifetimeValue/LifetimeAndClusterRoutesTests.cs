using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Service.Tests.Hosting;
using Personalization.Service.Tests.Propensity;
using Personalization.Storage.Events;
using Shouldly;

namespace Personalization.Service.Tests.LifetimeValue;

public sealed class LifetimeAndClusterRoutesTests(EmbeddedService service) : IClassFixture<EmbeddedService>
{
    [Fact, Trait("clause", "CLV-8"), Trait("clause", "CLU-8")]
    public async Task Lifetime_value_and_clusters_are_trained_served_named_and_rolled_back()
    {
        var log = service.Services.GetRequiredService<IEventLog>();
        foreach (var batch in ShopLog.Orders(customers: 300, days: 240).Chunk(1000))
        {
            await log.AppendAsync(batch, CancellationToken.None);
        }

        (await TrainAsync("lifetime"))["state"]!.GetValue<string>().ShouldBe("promoted");
        (await TrainAsync("clusters"))["state"]!.GetValue<string>().ShouldBe("promoted");

        var report = await service.GetAsync("/models/lifetime/report");
        report["active"]!.GetValue<bool>().ShouldBeTrue();
        report["lifetime"]!["orders"]!["r"]!.GetValue<double>().ShouldBeGreaterThan(0);
        report["lifetime"]!["report"]!["test"]!["probability"]!["all"]!["rootMeanSquare"]!.GetValue<double>()
            .ShouldBeGreaterThan(0);

        var scores = await service.GetAsync("/customers/shopper-0/scores");
        scores["lifetime"]!["value365d"]!.GetValue<double>().ShouldBeGreaterThan(0);
        scores["lifetime"]!["alive"]!.GetValue<double>().ShouldBeInRange(0, 1);
        var cluster = scores["cluster"]!.GetValue<string>();
        (await service.GetAsync("/customers/nobody/scores"))["lifetime"].ShouldBeNull();
        (await service.GetAsync("/customers/shopper-0/segments"))["segments"]!.AsArray()
            .Select(segment => segment!.GetValue<string>()).ShouldContain("cluster:" + cluster);

        await NameAsync(cluster);
        await RollBackAsync();
    }

    [Theory, Trait("clause", "CLV-8")]
    [InlineData("GET", "/models/lifetime/report?version=99", HttpStatusCode.NotFound)]
    [InlineData("GET", "/models/clusters/report?version=99", HttpStatusCode.NotFound)]
    [InlineData("POST", "/models/lifetime/train?until=soon", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/models/clusters/train?promote=perhaps", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/models/lifetime/versions/99/promote", HttpStatusCode.NotFound)]
    [InlineData("GET", "/clusters/c99", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_or_not_readable_is_said_so(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await service.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private async Task NameAsync(string cluster)
    {
        var before = await service.GetAsync($"/clusters/{cluster}");
        before["edited"]!.GetValue<bool>().ShouldBeFalse();
        before["name"]!.GetValue<string>().ShouldNotBeEmpty();
        before["segment"]!.GetValue<string>().ShouldBe("cluster:" + cluster);

        using var put = await service.Http.PutAsync(
            $"/personas/{cluster}", new StringContent("""{"name":"Regulars"}""", Encoding.UTF8, "application/json"));

        put.StatusCode.ShouldBe(HttpStatusCode.Created);
        var named = (await service.GetAsync("/clusters"))["items"]!.AsArray().Single(
            item => item!["key"]!.GetValue<string>() == cluster)!;
        named["name"]!.GetValue<string>().ShouldBe("Regulars");
        named["story"]!.GetValue<string>().ShouldBe(before["story"]!.GetValue<string>());
    }

    private async Task RollBackAsync()
    {
        await TrainAsync("clusters?promote=always");
        var back = await service.PostAsync("/models/clusters/rollback", "");
        back["activeVersion"]!.GetValue<int>().ShouldBe(1);
        back["versions"]!.AsArray().Count.ShouldBe(2);
        (await service.GetAsync("/clusters"))["version"]!.GetValue<int>().ShouldBe(1);

        var kept = await TrainAsync("lifetime?promote=never");
        kept["state"]!.GetValue<string>().ShouldBe("kept");
        (await service.GetAsync("/models/lifetime"))["activeVersion"]!.GetValue<int>().ShouldBe(1);
        (await service.PostAsync("/models/lifetime/versions/2/promote", ""))["activeVersion"]!.GetValue<int>()
            .ShouldBe(2);
        (await service.GetAsync("/customers/shopper-0/scores"))["lifetime"]!["version"]!.GetValue<int>().ShouldBe(2);
        (await service.GetAsync("/models"))["items"]!.AsArray()
            .Select(model => model!["name"]!.GetValue<string>()).ShouldBe(
                ["churn", "clusters", "lifetime", "purchase"]);
    }

    private async Task<JsonNode> TrainAsync(string nameAndQuery)
    {
        var parts = nameAndQuery.Split('?');
        await service.PostAsync($"/models/{parts[0]}/train{(parts.Length > 1 ? "?" + parts[1] : "")}", "");
        return await Polling.UntilAsync(
            () => service.GetAsync($"/models/{parts[0]}/train"), run => run["finishedAt"] is not null,
            Polling.LongEnough);
    }
}
