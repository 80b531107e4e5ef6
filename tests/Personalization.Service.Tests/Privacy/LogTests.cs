using System.Net;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Privacy;

public abstract class LogTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "PRV-13")]
    public async Task Whatever_goes_well_or_wrong_no_log_line_names_a_person_or_a_trait()
    {
        var (id, secret, place) = (
            ServiceFixture.NewId("person"), $"secret{Guid.NewGuid():N}", ServiceFixture.NewId("place"));
        await service.PutAsync(
            $"/placements/{place}",
            """{"template":"{{#each customer.traits.note}}{{lookup . ../..}}{{/each}}{{customer.traits.note}}"}""");
        await service.IngestAsync("identify", $$$"""{"userId":"{{{id}}}","traits":{"note":"{{{secret}}}"}}""");
        (HttpMethod Method, string Path, string? Body)[] calls =
        [
            (HttpMethod.Post,
                "/v1/track", $$$"""{"userId":"{{{id}}}","event":"","properties":{"note":"{{{secret}}}"}}"""),
            (HttpMethod.Post,
                "/v1/track", $$$"""{"userId":"{{{id}}}","event":"X","properties":{"note":"{{{secret}}}" """),
            (HttpMethod.Post, "/v1/track", $$$"""{"userId":"{{{id}}}","event":"X","timestamp":"{{{secret}}}"}"""),
            (HttpMethod.Post,
                "/v1/track", $$$"""{"userId":"{{{id}}}","event":"X","properties":{"note":"\u0000{{{secret}}}"}}"""),
            (HttpMethod.Post,
                "/decide",
                $$$"""
                {"customerId":"{{{id}}}","placements":["{{{place}}}"],"context":{"note":"{{{secret}}}"},"explain":true}
                """),
            (HttpMethod.Post, "/decide", $$$"""{"customerId":"{{{id}}}","placements":"{{{secret}}}"}"""),
            (HttpMethod.Get, $"/decide/{place}?customerId={id}&format={secret}", null),
            (HttpMethod.Get, $"/recommendations?customerId={id}&filter={secret}", null),
            (HttpMethod.Get, $"/customers/{id}/features?at={secret}", null),
            (HttpMethod.Get, $"/customers/{id}/export", null),
            (HttpMethod.Get, $"/customers/{id}/{secret}", null),
            (HttpMethod.Put, $"/customers/{id}/consent", $$"""{"category":"{{secret}}","status":"{{secret}}"}"""),
            (HttpMethod.Put, $"/customers/{id}/preferences", $$"""{"optOuts":"{{secret}}"}"""),
            (HttpMethod.Post,
                "/conditions/evaluate",
                $$"""{"customerId":"{{id}}","expression":"traits.note == '{{secret}}' && 1"}"""),
            (HttpMethod.Delete, $"/customers/{id}", null),
            (HttpMethod.Delete, $"/customers/{id}/suppression", null),
        ];

        foreach (var (method, path, body) in calls)
        {
            using var request =
                new HttpRequestMessage(method, path) { Content = body is null ? null : ServiceFixture.Json(body) };
            using var answer = await service.Http.SendAsync(request);

            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        }

        Assert.NotEmpty(service.Logged.Lines);
        Assert.DoesNotContain(
            service.Logged.Lines,
            line => line.Contains(id, StringComparison.Ordinal) || line.Contains(secret, StringComparison.Ordinal));
    }
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedLogTests(EmbeddedService service) : LogTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerLogTests(ServerService service) : LogTests(service);
