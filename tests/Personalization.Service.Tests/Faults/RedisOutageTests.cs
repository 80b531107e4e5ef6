using System.Text.Json;
using Personalization.Testing;
using Shouldly;
using StackExchange.Redis;

namespace Personalization.Service.Tests.Faults;

/// <summary>Redis goes away, comes back empty, and is flushed under load; the log is the truth throughout.</summary>
public sealed class RedisOutageTests
{
    private const string Placement = """{"content":{"headline":"nobody in particular"}}""";

    private const string Campaign = """
        {"placements":["hero"],"priority":1,"audience":"features.product_views_7d >= 3.0",
         "variants":[{"key":"a","weight":1,"content":{"headline":"looked thrice"}}]}
        """;

    [FaultFact, Trait("clause", "OPS-31")]
    public async Task Without_redis_events_are_accepted_and_decisions_answered_and_profiles_are_right_after_its_return()
    {
        await using var stores = await FaultStores.ServersAsync();
        await using var service = await StartAsync(stores);
        await ViewAsync(service, "c-before", 2);

        await stores.Redis!.KillAsync();
        await ViewAsync(service, "c-before", 1);
        await ViewAsync(service, "c-during", 3);
        var during = await DecideAsync(service, "c-before");
        await stores.Redis.RestartAsync();

        during.GetProperty("reason").GetString().ShouldBeOneOf("campaign", "default", "error");
        foreach (var customer in new[] { "c-before", "c-during" })
        {
            (await Eventually.ReachAsync(
                () => HeadlineAsync(service, customer), headline => headline == "looked thrice",
                TimeSpan.FromSeconds(20)))
                .ShouldBe("looked thrice");
            (await service.FeatureAsync(customer, "product_views_7d")).ShouldBe(3);
        }
    }

    [FaultFact, Trait("clause", "OPS-32")]
    public async Task Flushing_redis_under_load_makes_no_wrong_decision_and_no_error()
    {
        await using var stores = await FaultStores.ServersAsync();
        await using var service = await StartAsync(stores);
        var lookers = Enumerable.Range(0, 10).Select(i => $"looker-{i}").ToArray();
        var newcomers = Enumerable.Range(0, 10).Select(i => $"newcomer-{i}").ToArray();
        foreach (var looker in lookers)
        {
            await ViewAsync(service, looker, 3);
        }

        using var finished = new CancellationTokenSource();
        var decisions = lookers.Select(c => DecideManyAsync(service, c, "looked thrice", finished.Token))
            .Concat(newcomers.Select(c => DecideManyAsync(service, c, "nobody in particular", finished.Token)))
            .ToArray();
        var ingestion = ViewManyAsync(service, "writer", finished.Token);
        await FlushAsync(stores.Redis!, times: 25);
        await finished.CancelAsync();

        (await Task.WhenAll(decisions)).ShouldAllBe(count => count > 0);
        var written = await ingestion;
        (await service.FeatureAsync("writer", "product_views_7d")).ShouldBe(written);
    }

    private static async Task<ServiceProcess> StartAsync(FaultStores stores)
    {
        var service = await ServiceProcess.StartAsync(stores.Settings);
        await service.PutAsync("/placements/hero", Placement);
        await service.PutAsync("/campaigns/thrice", Campaign);
        return service;
    }

    private static async Task ViewAsync(ServiceProcess service, string customer, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var answer = await service.PostAsync(
                "/v1/track",
                $$$"""{"userId":"{{{customer}}}","event":"Product Viewed","properties":{"product_id":"p{{{i}}}"}}""");
            answer.GetProperty("accepted").GetInt32().ShouldBe(1);
        }
    }

    private static async Task<int> ViewManyAsync(ServiceProcess service, string customer, CancellationToken finished)
    {
        var views = 0;
        for (; !finished.IsCancellationRequested; views++)
        {
            await ViewAsync(service, customer, 1);
        }

        return views;
    }

    private static async Task<JsonElement> DecideAsync(ServiceProcess service, string customer) =>
        (await service.PostAsync("/decide", $$"""{"customerId":"{{customer}}","placements":["hero"]}"""))
            .GetProperty("decisions")[0];

    private static async Task<string?> HeadlineAsync(ServiceProcess service, string customer) =>
        (await DecideAsync(service, customer)).GetProperty("content").GetProperty("headline").GetString();

    private static async Task<int> DecideManyAsync(
        ServiceProcess service, string customer, string headline, CancellationToken finished)
    {
        var count = 0;
        for (; !finished.IsCancellationRequested; count++)
        {
            (await HeadlineAsync(service, customer)).ShouldBe(headline);
        }

        return count;
    }

    private static async Task FlushAsync(RedisServer redis, int times)
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",allowAdmin=true");
        var server = connection.GetServer(redis.ConnectionString);
        for (var i = 0; i < times; i++)
        {
            await server.FlushDatabaseAsync();
            await Task.Delay(40);
        }
    }
}
