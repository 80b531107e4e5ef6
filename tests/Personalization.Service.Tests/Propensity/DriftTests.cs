using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Service.Commands.Demo;
using Personalization.Service.Commands.Import;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;
using Shouldly;

namespace Personalization.Service.Tests.Propensity;

/// <summary>The simulated shop with and without a month that is unlike the year before it.</summary>
public sealed class DriftTests
{
    [Fact, Trait("clause", "MOD-11")]
    public async Task A_drifting_month_raises_alerts_and_an_ordinary_one_does_not()
    {
        var calm = await CheckAsync(drift: false);
        var drifted = await CheckAsync(drift: true);

        calm.Check["customers"]!.GetValue<int>().ShouldBeGreaterThan(500);
        calm.Alerts.ShouldBeEmpty(string.Join('\n', calm.Alerts.Select(alert => alert!.ToJsonString())));
        var kinds = drifted.Alerts.Select(alert => alert!["kind"]!.GetValue<string>()).Distinct().ToArray();
        kinds.ShouldContain("feature_drift", drifted.Check.ToJsonString());
        kinds.ShouldContain("score_drift", drifted.Check.ToJsonString());
        calm.Check["past"]!["quality"]!["auc"]!.GetValue<double>().ShouldBeGreaterThan(0.7);
        drifted.Check["past"]!["deciles"]!.AsArray().Count.ShouldBe(10);
        drifted.Alerts.Select(alert => alert!["subject"]!.GetValue<string>()).ShouldContain("sessions_30d");
        drifted.Metrics.ShouldContain("personalization_model_alerts{model=\"purchase\"}");
        drifted.Metrics.ShouldContain("personalization_model_feature_drift{model=\"purchase\"}");
        drifted.Log.ShouldContain("is spread unlike in training");
        calm.Log.ShouldNotContain("is spread unlike in training");
    }

    [Fact, Trait("clause", "CLV-10"), Trait("clause", "CLU-10")]
    public async Task A_drifting_month_is_told_of_lifetime_value_and_clusters_too()
    {
        var (calm, drifted) = (await CheckAsync(drift: false, "lifetime"), await CheckAsync(drift: true, "lifetime"));
        var (calmly, moved) = (await CheckAsync(drift: false, "clusters"), await CheckAsync(drift: true, "clusters"));

        calm.Alerts.ShouldBeEmpty(string.Join('\n', calm.Alerts.Select(alert => alert!.ToJsonString())));
        calm.Check["orders"]!["deciles"]!.AsArray().Count.ShouldBe(10);
        drifted.Alerts.Select(alert => alert!["kind"]!.GetValue<string>()).ShouldContain(
            "calibration", drifted.Check.ToJsonString());
        drifted.Metrics.ShouldContain("personalization_model_calibration_error{model=\"lifetime\"}");
        drifted.Metrics.ShouldContain("personalization_model_alerts{model=\"lifetime\"}");
        calmly.Alerts.ShouldBeEmpty(string.Join('\n', calmly.Alerts.Select(alert => alert!.ToJsonString())));
        moved.Check["score"]!["index"]!.GetValue<double>().ShouldBeGreaterThan(
            calmly.Check["score"]!["index"]!.GetValue<double>());
    }

    private static async Task<Seen> CheckAsync(bool drift, string name = "purchase")
    {
        var service = new EmbeddedService("--Serilog:MinimumLevel:Default=Warning");
        await service.InitializeAsync();
        try
        {
            var now = service.Clock.GetUtcNow();
            var log = service.Services.GetRequiredService<IEventLog>();
            var target = new StoresTarget(log, service.Services.GetRequiredService<ProfileStore>());
            var shop = new ShopSimulator(seed: 3, customers: 1200, now, drift: drift);
            await new EventImport(target, service.Clock).RunAsync(shop.Messages(), () => { }, CancellationToken.None);

            await service.PostAsync(
                $"/models/{name}/train?until={now.AddDays(-ShopSimulator.DriftDays):yyyy-MM-ddTHH:mm:ssZ}", "");
            var run = await Polling.UntilAsync(
                () => service.GetAsync($"/models/{name}/train"), run => run["finishedAt"] is not null,
                Polling.LongEnough);
            run["state"]!.GetValue<string>().ShouldBe("promoted", run.ToJsonString());
            var check = await service.PostAsync($"/models/{name}/check", "");
            var alerts = (await service.GetAsync("/alerts"))["items"]!.AsArray();
            return new Seen(
                check, alerts, await service.Http.GetStringAsync("/metrics"), string.Join("\n", service.Logged.Lines));
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    private sealed record Seen(JsonNode Check, JsonArray Alerts, string Metrics, string Log);
}
