using System.Net;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Segments;

public abstract class SegmentSizeTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "SEG-1")]
    public async Task A_segment_is_counted_exactly_and_its_members_are_named()
    {
        var (segment, mark) = (ServiceFixture.NewId("seg"), ServiceFixture.NewId("m"));
        await service.PutAsync($"/segments/{segment}", $$"""{"condition":"traits.mark == '{{mark}}'"}""");
        string[] inside = [ServiceFixture.NewId(), ServiceFixture.NewId()];
        foreach (var customer in inside)
        {
            await service.IngestAsync("identify", $$"""{"userId":"{{customer}}","traits":{"mark":"{{mark}}"} }""");
        }

        await service.IngestAsync(
            "identify", $$"""{"userId":"{{ServiceFixture.NewId()}}","traits":{"mark":"other"} }""");

        await Eventually.SucceedsAsync(async () =>
        {
            var size = await service.GetAsync($"/segments/{segment}/size?refresh=true");
            Assert.Equal("done", size["state"]!.GetValue<string>());
            Assert.True(size["exact"]!.GetValue<bool>());
            Assert.Equal((2, 2), (size["members"]!.GetValue<long>(), size["known"]!.GetValue<long>()));
            Assert.InRange(size["counted"]!.GetValue<long>(), 3, size["of"]!.GetValue<long>());
        });
        var members = await service.GetAsync($"/segments/{segment}/members?limit=5");
        var one = await service.GetAsync($"/segments/{segment}/members?limit=1");

        Assert.Equal(
            inside.Order(StringComparer.Ordinal),
            members["members"]!.AsArray()
                .Select(member => member!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Single(one["members"]!.AsArray());
    }

    [StoreFact, Trait("clause", "SEG-1")]
    public async Task What_is_no_segment_has_no_size()
    {
        using var size = await service.Http.GetAsync("/segments/no-such-segment/size");
        using var members = await service.Http.GetAsync("/segments/no-such-segment/members");
        using var tooMany = await service.Http.GetAsync("/segments/no-such-segment/members?limit=101");

        Assert.Equal(HttpStatusCode.NotFound, size.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, members.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.StatusCode);
    }

    [StoreFact, Trait("clause", "SEG-2")]
    public async Task A_condition_is_previewed_before_it_is_a_segment()
    {
        var mark = ServiceFixture.NewId("m");
        var customer = ServiceFixture.NewId();
        await service.IngestAsync("identify", $$"""{"userId":"{{customer}}","traits":{"mark":"{{mark}}"} }""");

        var preview = await service.PostAsync("/segments/preview", $$"""{"condition":"traits.mark == '{{mark}}'"}""");
        using var wrong = await service.Http.PostAsync(
            "/segments/preview", ServiceFixture.Json("""{"condition":"order(days(3)) > 1 && event.total > 5"}"""));
        using var empty = await service.Http.PostAsync("/segments/preview", ServiceFixture.Json("{}"));

        Assert.True(preview["exact"]!.GetValue<bool>());
        Assert.Equal(1, preview["members"]!.GetValue<long>());
        Assert.Equal(customer, preview["sample"]![0]!["id"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        var errors = JsonNode.Parse(await wrong.Content.ReadAsStringAsync())!["errors"]!.AsArray();
        Assert.Equal(["orders", null], errors.Select(error => (string?)error!["nearest"]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, empty.StatusCode);
    }

    [StoreFact, Trait("clause", "SEG-4")]
    public async Task Coming_into_a_tracked_segment_and_leaving_it_are_events_once_each()
    {
        var key = "s" + Guid.NewGuid().ToString("N")[..10];
        var customer = ServiceFixture.NewId();
        await service.PutAsync(
            $"/segments/{key}", $$"""{"condition":"traits.tracked == '{{key}}'","trackMembership":true}""");

        await service.IngestAsync("identify", $$"""{"userId":"{{customer}}","traits":{"tracked":"{{key}}"} }""");
        await Eventually.SucceedsAsync(async () => Assert.Equal(["Segment Entered"], await TransitionsAsync(customer)));
        await service.IngestAsync("track", $$"""{"userId":"{{customer}}","event":"Cart Viewed"}""");
        // The clock stands still, and of two words at one time the larger counts.
        await service.IngestAsync("identify", $$"""{"userId":"{{customer}}","traits":{"tracked":"zzz"} }""");
        await Eventually.SucceedsAsync(async () =>
            Assert.Equal(["Segment Exited", "Segment Entered"], await TransitionsAsync(customer)));
        var counted = await service.PostAsync(
            "/conditions/evaluate",
            $$"""{"expression":"count('Segment Exited', days(2), '{{key}}')","customerId":"{{customer}}"}""");

        Assert.Equal(1, counted["value"]!.GetValue<double>());
        using var removed = await service.Http.DeleteAsync($"/segments/{key}");
        Assert.True(removed.IsSuccessStatusCode);
    }

    private async Task<string[]> TransitionsAsync(string customer)
    {
        var page = await service.GetAsync($"/customers/{customer}/events");
        return [.. page["items"]!.AsArray().Select(item => item!["name"]!.GetValue<string>())
            .Where(name => name.StartsWith("Segment ", StringComparison.Ordinal))];
    }
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedSegmentSizeTests(EmbeddedService service) : SegmentSizeTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerSegmentSizeTests(ServerService service) : SegmentSizeTests(service);
