using Personalization.Service.Tests.Hosting;
using Shouldly;

namespace Personalization.Service.Tests.Propensity;

public sealed class ShadowScoringTests : IAsyncLifetime
{
    private readonly EmbeddedService _service = new("--Propensity:ShadowOneIn=2");

    public Task InitializeAsync() => _service.InitializeAsync();

    public Task DisposeAsync() => _service.DisposeAsync();

    [Fact, Trait("clause", "MOD-9")]
    public async Task A_shadow_is_scored_on_a_sample_of_decisions_and_answers_none()
    {
        var customer = ServiceFixture.NewId();
        await _service.IngestAsync("track", $$"""{"userId":"{{customer}}","event":"Product Viewed"}""");
        await UploadAsync(0.2, "promote");
        await UploadAsync(0.6, "shadow");

        for (var i = 0; i < 20; i++)
        {
            var answer = await _service.PostAsync("/decide", $$"""{"customerId":"{{customer}}","placements":["p"]}""");
            answer["customer"]!["scores"]!["purchase"]!["probability"]!.GetValue<double>().ShouldBe(0.2, 0.001);
        }

        var report = await Polling.UntilAsync(
            () => _service.GetAsync("/models/purchase/report"),
            report => report["shadow"]?["scored"]?.GetValue<int>() == 10,
            Polling.LongEnough);
        var shadow = report["shadow"]!;
        (shadow["activeVersion"]!.GetValue<int>(), shadow["shadowVersion"]!.GetValue<int>()).ShouldBe((1, 2));
        shadow["activeMean"]!.GetValue<double>().ShouldBe(0.2, 0.001);
        shadow["shadowMean"]!.GetValue<double>().ShouldBe(0.6, 0.001);
        shadow["meanDistance"]!.GetValue<double>().ShouldBe(0.4, 0.001);
        var page = await _service.Http.GetStringAsync("/models/purchase/report?format=html&version=2");
        page.ShouldContain("The shadow");

        using var ended = await _service.Http.DeleteAsync("/models/purchase/shadow");
        ended.IsSuccessStatusCode.ShouldBeTrue();
        (await _service.GetAsync("/models/purchase/report"))["shadow"].ShouldBeNull();
    }

    private async Task UploadAsync(double probability, string @as)
    {
        using var answer = await _service.Http.PostAsync(
            $"/models/purchase/versions?as={@as}", new ByteArrayContent(SmallModels.Saying(probability)));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}
