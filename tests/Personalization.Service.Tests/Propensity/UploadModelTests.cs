using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Shouldly;

namespace Personalization.Service.Tests.Propensity;

public sealed class UploadModelTests(EmbeddedService service) : IClassFixture<EmbeddedService>
{
    [Fact, Trait("clause", "MOD-6")]
    public async Task An_uploaded_model_waits_as_a_shadow_serves_when_promoted_and_comes_back_as_a_file()
    {
        var name = await DefineAsync();
        var file = SmallModels.Saying(0.25);

        var uploaded = await UploadAsync($"/models/{name}/versions?as=shadow&until=2026-01-01", file);
        var before = await service.GetAsync($"/models/{name}");
        await service.PostAsync($"/models/{name}/versions/1/promote?reason=tried%20out", "");
        var after = await service.GetAsync($"/models/{name}");
        var scores = await service.GetAsync("/customers/somebody/scores");
        var downloaded = await service.Http.GetByteArrayAsync($"/models/{name}/versions/1/file");

        (uploaded["version"]!.GetValue<int>(), uploaded["shadow"]!.GetValue<bool>()).ShouldBe((1, true));
        (before["activeVersion"], before["shadowVersion"]!.GetValue<int>()).ShouldBe((null, 1));
        (after["activeVersion"]!.GetValue<int>(), after["shadowVersion"]).ShouldBe((1, null));
        var version = after["versions"]![0]!;
        version["origin"]!.GetValue<string>().ShouldBe("uploaded");
        version["promotionReason"]!.GetValue<string>().ShouldBe("tried out");
        version["until"]!.GetValue<DateTimeOffset>().ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        version["featureHash"]!.GetValue<string>().Length.ShouldBe(16);
        scores["scores"]![name]!["probability"]!.GetValue<double>().ShouldBe(0.25, tolerance: 0.001);
        downloaded.ShouldBe(file);
    }

    [Fact, Trait("clause", "MOD-6")]
    public async Task A_file_that_is_no_model_of_this_service_is_refused_and_stores_nothing()
    {
        var name = await DefineAsync();
        var sound = SmallModels.Saying(0.5);

        var unknown = await RefusedAsync(name, SmallModels.Saying(0.5, feature: "shoe_size"));
        var truncated = await RefusedAsync(name, sound[..(sound.Length / 2)]);
        var foreign = await RefusedAsync(name, Encoding.UTF8.GetBytes("a spreadsheet;of;numbers"));
        var empty = await RefusedAsync(name, []);

        unknown.ShouldContain("shoe_size");
        truncated.ShouldContain("not JSON");
        foreign.ShouldContain("XGBoost");
        empty.ShouldContain("empty");
        (await service.GetAsync($"/models/{name}"))["versions"]!.AsArray().ShouldBeEmpty();
    }

    [Theory, Trait("clause", "MOD-6")]
    [InlineData("/models/nonsense/versions", HttpStatusCode.NotFound)]
    [InlineData("/models/purchase/versions?as=perhaps", HttpStatusCode.BadRequest)]
    [InlineData("/models/purchase/versions?until=soon", HttpStatusCode.BadRequest)]
    public async Task An_upload_that_is_not_understood_is_refused(string path, HttpStatusCode status)
    {
        using var answer = await service.Http.PostAsync(path, new ByteArrayContent(SmallModels.Saying(0.5)));

        answer.StatusCode.ShouldBe(status);
    }

    private async Task<string> DefineAsync()
    {
        var name = ServiceFixture.NewId("m");
        await service.PutAsync($"/models/{name}", """{"target":{"outcome":"orders","horizonDays":10}}""");
        return name;
    }

    private async Task<JsonNode> UploadAsync(string path, byte[] file)
    {
        using var answer = await service.Http.PostAsync(path, new ByteArrayContent(file));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<string> RefusedAsync(string name, byte[] file)
    {
        using var answer = await service.Http.PostAsync($"/models/{name}/versions", new ByteArrayContent(file));
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return await answer.Content.ReadAsStringAsync();
    }
}
