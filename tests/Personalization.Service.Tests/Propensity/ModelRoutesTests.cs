using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Events;
using Shouldly;

namespace Personalization.Service.Tests.Propensity;

public sealed class ModelRoutesTests(EmbeddedService service) : IClassFixture<EmbeddedService>
{
    [Fact, Trait("clause", "SCO-13")]
    public async Task A_model_trained_over_http_is_listed_reported_and_scores_within_a_second()
    {
        await FillAsync();

        var first = await TrainAsync("purchase");
        var second = await TrainAsync("purchase?until=2025-07-01&promote=always");

        first["state"]!.GetValue<string>().ShouldBe("promoted", first.ToJsonString());
        var versions = (first["version"]!.GetValue<int>(), second["version"]!.GetValue<int>());
        versions.ShouldBe((1, 2));
        var model = await service.GetAsync("/models/purchase");
        model["activeVersion"]!.GetValue<int>().ShouldBe(2);
        model["versions"]!.AsArray().Count.ShouldBe(2);
        model["versions"]![0]!["until"]!.GetValue<DateTimeOffset>()
            .ShouldBe(new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.Zero));
        (await ScoreOnceItComesFromAsync(version: 2))["eligible"]!.GetValue<bool>().ShouldBeTrue();

        var back = await service.PostAsync("/models/purchase/rollback?reason=worse", "");
        back["activeVersion"]!.GetValue<int>().ShouldBe(1);
        back["versions"]![1]!["promotionReason"]!.GetValue<string>().ShouldBe("worse");
        var promoted = await service.PostAsync("/models/purchase/versions/2/promote", "");
        promoted["activeVersion"]!.GetValue<int>().ShouldBe(2);
        await service.PostAsync("/models/purchase/versions/1/promote", "");
        var score = await ScoreOnceItComesFromAsync(version: 1);
        score["probability"]!.GetValue<double>().ShouldBeInRange(0.0001, 0.9999);
        score["percentile"]!.GetValue<double>().ShouldBeInRange(0, 100);

        var explained = await service.GetAsync("/customers/shopper-0/scores?explain=true");
        explained["scores"]!["purchase"]!["contributions"]!.AsArray().Count.ShouldBeInRange(1, 10);

        var report = await service.GetAsync("/models/purchase/report");
        report["version"]!.GetValue<int>().ShouldBe(1);
        report["report"]!["test"]!["auc"]!.GetValue<double>().ShouldBeGreaterThan(0.6);
        report["report"]!["importance"]!.AsArray().ShouldNotBeEmpty();
        report["verdict"]!["comparisons"]!.AsArray().Count.ShouldBe(2);
        report["curves"]!["roc"]!.AsArray().Count.ShouldBeInRange(3, 102);
        report["curves"]!["deciles"]!.AsArray().Count.ShouldBe(10);
        using var wish = new HttpRequestMessage(HttpMethod.Get, "/models/purchase/report");
        wish.Headers.Accept.ParseAdd("text/html");
        using var page = await service.Http.SendAsync(wish);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        (await page.Content.ReadAsStringAsync()).ShouldContain("<title>ROC curve</title>");
    }

    [Fact, Trait("clause", "SCO-13")]
    public async Task A_model_that_is_not_trained_yet_is_listed_without_versions()
    {
        var models = (await service.GetAsync("/models"))["items"]!.AsArray();

        var churn = models.Single(model => model!["name"]!.GetValue<string>() == "churn")!;
        churn["target"]!["horizonDays"]!.GetValue<int>().ShouldBe(90);
        churn["versions"]!.AsArray().ShouldBeEmpty();
    }

    [Fact, Trait("clause", "SCO-4")]
    public async Task A_refused_training_says_why()
    {
        var run = await TrainAsync("churn?until=2025-03-01");

        run["state"]!.GetValue<string>().ShouldBe("refused");
        run["message"]!.GetValue<string>().ShouldContain("270 are needed");
    }

    [Theory, Trait("clause", "SCO-13")]
    [InlineData("POST", "/models/nonsense/train", HttpStatusCode.NotFound)]
    [InlineData("POST", "/models/purchase/train?until=soon", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/models/purchase/versions/99/promote", HttpStatusCode.NotFound)]
    [InlineData("GET", "/models/nonsense", HttpStatusCode.NotFound)]
    [InlineData("POST", "/models/nonsense/rollback", HttpStatusCode.NotFound)]
    [InlineData("POST", "/models/churn/rollback", HttpStatusCode.Conflict)]
    [InlineData("POST", "/models/churn/versions/1/shadow", HttpStatusCode.NotFound)]
    [InlineData("POST", "/models/purchase/train?promote=perhaps", HttpStatusCode.BadRequest)]
    [InlineData("GET", "/models/nonsense/readiness", HttpStatusCode.NotFound)]
    [InlineData("GET", "/models/churn/versions/1/file", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/models/nonsense", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/models/churn", HttpStatusCode.Conflict)]
    [InlineData("GET", "/models/churn/report", HttpStatusCode.NotFound)]
    [InlineData("GET", "/models/churn/report?format=pdf", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/models/churn/check", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_or_not_readable_is_said_so(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await service.Http.SendAsync(request);

        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact, Trait("clause", "SCO-13")]
    public async Task Scores_take_a_key_that_may_decide_and_training_an_administrators()
    {
        using var decider = service.ClientOf(await service.NewKeyAsync("decide"));

        using var scores = await decider.GetAsync("/customers/nobody-yet/scores");
        using var training = await decider.PostAsync("/models/purchase/train", null);

        scores.StatusCode.ShouldBe(HttpStatusCode.OK);
        training.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task FillAsync()
    {
        var log = service.Services.GetRequiredService<IEventLog>();
        foreach (var batch in ShopLog.Orders(customers: 300, days: 240).Chunk(1000))
        {
            await log.AppendAsync(batch, CancellationToken.None);
        }
    }

    private async Task<JsonNode> TrainAsync(string nameAndQuery)
    {
        var name = nameAndQuery.Split('?')[0];
        await service.PostAsync(nameAndQuery.Contains('?', StringComparison.Ordinal)
            ? $"/models/{name}/train?{nameAndQuery.Split('?')[1]}"
            : $"/models/{name}/train", "");
        return await Polling.UntilAsync(
            () => service.GetAsync($"/models/{name}/train"), run => run["finishedAt"] is not null, Polling.LongEnough);
    }

    private Task<JsonNode> ScoreOnceItComesFromAsync(int version) => Polling.UntilAsync(
        async () => (await service.GetAsync("/customers/shopper-0/scores"))["scores"]!["purchase"] ?? new JsonObject(),
        score => score["version"]?.GetValue<int>() == version,
        TimeSpan.FromSeconds(30));
}
