using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Service.Tests.Hosting;
using Personalization.Service.Tests.Propensity;
using Personalization.Storage.Events;
using Personalization.Testing;
using Shouldly;

namespace Personalization.Service.Tests.LifetimeValue;

/// <summary>Lifetime value and clusters through the routes of all models, on a database of their own.</summary>
public abstract class SingleModelLifeCycleTests(ServiceFixture service) : IAsyncLifetime
{
    private static readonly string[] Names = ["lifetime", "clusters"];

    public async Task InitializeAsync()
    {
        if (service.IsRunning)
        {
            var log = service.Services.GetRequiredService<IEventLog>();
            foreach (var batch in ShopLog.Orders(customers: 400, days: 300).Chunk(1000))
            {
                await log.AppendAsync(batch, CancellationToken.None);
            }
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [StoreFact, Trait("clause", "MOD-14"), Trait("clause", "CLV-9"), Trait("clause", "CLU-9")]
    public async Task Models_of_all_kinds_are_listed_compared_promoted_checked_and_reported_alike()
    {
        foreach (var name in Names)
        {
            await ListsWithoutVersionsAsync(name);
            await TrainsTwiceAsync(name);
            await PromotesAndRollsBackAsync(name);
            await ChecksAsync(name);
            await ReportsAsync(name);
        }

        await ShadowsAsync();
        await RefusesAsync();
    }

    private async Task ListsWithoutVersionsAsync(string name)
    {
        var listed = (await service.GetAsync("/models"))["items"]!.AsArray().Select(
            model => model!["name"]!.GetValue<string>());
        listed.ShouldContain(name);
        listed.ShouldContain("purchase");
        var model = await service.GetAsync($"/models/{name}");
        model["says"]!.GetValue<string>().ShouldNotBeEmpty();
        model["target"].ShouldBeNull();
        model["versions"]!.AsArray().ShouldBeEmpty();
    }

    private async Task TrainsTwiceAsync(string name)
    {
        var first = await TrainAsync(name);
        first["state"]!.GetValue<string>().ShouldBe("promoted", first.ToJsonString());
        first["message"]!.GetValue<string>().ShouldStartWith("No version scored before. It beats ");
        var second = await TrainAsync(name);
        second["state"]!.GetValue<string>().ShouldBe("kept", second.ToJsonString());
        second["message"]!.GetValue<string>().ShouldStartWith("Refused: no better than version 1 beyond chance");

        var model = await service.GetAsync($"/models/{name}");
        model["activeVersion"]!.GetValue<int>().ShouldBe(1);
        var versions = model["versions"]!.AsArray();
        versions.Select(version => version!["number"]!.GetValue<int>()).ShouldBe([2, 1]);
        versions[0]!["verdict"]!.GetValue<string>().ShouldBe(second["message"]!.GetValue<string>());
        versions[1]!["promotionReason"]!.GetValue<string>().ShouldBe(first["message"]!.GetValue<string>());
        versions[1]!["measures"]![name == "lifetime" ? "deviance" : "silhouette"]!.GetValue<double>()
            .ShouldBeGreaterThan(0);
        versions[1]!["featureHash"]!.GetValue<string>().Length.ShouldBe(16);

        var audited = (await service.GetAsync($"/audit?kind=model&key={name}"))["items"]!.AsArray();
        audited.Select(entry => entry!["action"]!.GetValue<string>()).ShouldBe(["save", "promote", "save"]);
        audited[0]!["after"]!["reason"]!.GetValue<string>().ShouldBe(second["message"]!.GetValue<string>());
    }

    private async Task PromotesAndRollsBackAsync(string name)
    {
        var always = await TrainAsync($"{name}?promote=always");
        always["state"]!.GetValue<string>().ShouldBe("promoted");
        (await service.GetAsync($"/models/{name}"))["versions"]![0]!["promotionReason"]!.GetValue<string>()
            .ShouldBe("Promoted without regard to a comparison.");
        (await service.PostAsync($"/models/{name}/rollback?reason=worse", ""))["activeVersion"]!.GetValue<int>()
            .ShouldBe(1);
        (await service.PostAsync($"/models/{name}/versions/2/promote", ""))["activeVersion"]!.GetValue<int>()
            .ShouldBe(2);
    }

    private async Task ChecksAsync(string name)
    {
        var check = await service.PostAsync($"/models/{name}/check", "");

        check["name"]!.GetValue<string>().ShouldBe(name);
        check["version"]!.GetValue<int>().ShouldBe(2);
        check["customers"]!.GetValue<int>().ShouldBeGreaterThan(300);
        check["score"]!["index"]!.GetValue<double>().ShouldBeLessThan(0.1);
        check["features"]!.AsArray().Count.ShouldBeGreaterThan(2);
        check["alerts"]!.AsArray().ShouldBeEmpty();
        (await service.GetAsync("/alerts"))["checkedAt"]![name].ShouldNotBeNull();
        (await service.Http.GetStringAsync("/metrics"))
            .ShouldContain($"personalization_model_score_drift{{model=\"{name}\"}}");
    }

    private async Task ReportsAsync(string name)
    {
        var report = await service.GetAsync($"/models/{name}/report?version=1");
        report["summary"]!["verdict"]!.GetValue<string>().ShouldStartWith("No version scored before.");
        report["summary"]!["promotionReason"]!.GetValue<string>().ShouldBe("worse");
        report[name]!["verdict"]!["comparisons"]!.AsArray().Count.ShouldBe(1);
        report[name]!["reference"].ShouldBeNull();
        (await service.GetAsync($"/models/{name}/report"))["check"]!["version"]!.GetValue<int>().ShouldBe(2);

        using var answer = await service.Http.GetAsync($"/models/{name}/report?format=html");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain($"<title>{name} version 2</title>");
        page.ShouldContain("Refused: no better than version 1 beyond chance");
        page.ShouldContain("Drift: stability index against training");
        page.ShouldContain(name == "lifetime" ? "<title>Calibration of values</title>" : "<title>Clusters</title>");
        page.ShouldNotContain("<script");
    }

    private async Task ShadowsAsync()
    {
        (await service.PostAsync("/models/lifetime/versions/3/shadow", ""))["shadowVersion"]!.GetValue<int>()
            .ShouldBe(3);
        for (var i = 0; i < 40; i++)
        {
            await service.PostAsync("/decide", $$"""{"customerId":"shopper-{{i % 20}}","placements":["p"]}""");
        }

        var report = await Polling.UntilAsync(
            () => service.GetAsync("/models/lifetime/report"),
            report => report["shadow"]?["scored"]?.GetValue<int>() > 0,
            Polling.LongEnough);
        // Both were learnt from the same log.
        var shadow = report["shadow"]!;
        shadow["activeMean"]!.GetValue<double>().ShouldBeGreaterThan(0);
        shadow["shadowMean"]!.GetValue<double>().ShouldBe(shadow["activeMean"]!.GetValue<double>(), 1e-6);
        shadow["stabilityIndex"]!.GetValue<double>().ShouldBe(0);
        using var ended = await service.Http.DeleteAsync("/models/lifetime/shadow");
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task RefusesAsync()
    {
        await IsAsync(HttpStatusCode.Conflict, "has no shadows", HttpMethod.Post, "/models/clusters/versions/1/shadow");
        await IsAsync(HttpStatusCode.Conflict, "scores already", HttpMethod.Post, "/models/lifetime/versions/2/shadow");
        await IsAsync(HttpStatusCode.Conflict, "only trained", HttpMethod.Post, "/models/lifetime/versions");
        await IsAsync(HttpStatusCode.Conflict, "only trained", HttpMethod.Get, "/models/clusters/readiness");
        await IsAsync(HttpStatusCode.NotFound, "has no trees", HttpMethod.Get, "/models/clusters/versions/1/file");
        await IsAsync(HttpStatusCode.NotFound, "defined with PUT", HttpMethod.Delete, "/models/clusters");
        await IsAsync(
            HttpStatusCode.NotFound, "purchase, churn, lifetime, clusters", HttpMethod.Post, "/models/nonsense/train");
    }

    private async Task IsAsync(HttpStatusCode status, string says, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await service.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(says);
    }

    private async Task<JsonNode> TrainAsync(string nameAndQuery)
    {
        var (name, query) = nameAndQuery.Split('?') is [var model, var rest] ? (model, "?" + rest) : (nameAndQuery, "");
        await service.PostAsync($"/models/{name}/train{query}", "");
        return await Polling.UntilAsync(
            () => service.GetAsync($"/models/{name}/train"), run => run["finishedAt"] is not null, Polling.LongEnough);
    }
}

public sealed class EmbeddedSingleModelLifeCycleTests(EmbeddedService service)
    : SingleModelLifeCycleTests(service), IClassFixture<EmbeddedService>;

[Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerSingleModelLifeCycleTests(ServerService service)
    : SingleModelLifeCycleTests(service), IClassFixture<ServerService>;
