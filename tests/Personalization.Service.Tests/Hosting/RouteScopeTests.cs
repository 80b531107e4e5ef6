using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Service.Hosting;

namespace Personalization.Service.Tests.Hosting;

[Collection(OnEmbedded.Name)]
public sealed partial class RouteScopeTests(EmbeddedService service)
{
    // Whoever opens a route to more than administrators says so here as well.
    private static readonly string[] WithoutKey = ["GET /health/live", "GET /health/ready"];

    private static readonly string[] ForDecide =
    [
        "GET /customers/{id}/scores", "GET /decide/{placement}", "GET /features", "GET /recommendations",
        "POST /decide", "POST /ofrep/v1/evaluate/flags", "POST /ofrep/v1/evaluate/flags/{key}",
        "POST /recommendations/batch",
    ];

    private static readonly string[] ForIngest =
    [
        "POST /v1/a", "POST /v1/alias", "POST /v1/b", "POST /v1/batch", "POST /v1/g", "POST /v1/group", "POST /v1/i",
        "POST /v1/identify", "POST /v1/p", "POST /v1/page", "POST /v1/s", "POST /v1/screen", "POST /v1/t",
        "POST /v1/track",
    ];

    [Fact, Trait("clause", "KEY-2")]
    public void Every_route_names_the_scope_it_takes()
    {
        var byScope = Endpoints().ToLookup(
            endpoint => endpoint.Metadata.GetMetadata<KeyFree>() is not null
                ? "open"
                : endpoint.Metadata.GetMetadata<RequiredScope>()?.Scope.ToString() ?? "unsaid",
            NameOf);

        Assert.Empty(byScope["unsaid"]);
        Assert.Equal(WithoutKey, byScope["open"].Order(StringComparer.Ordinal));
        Assert.Equal(ForDecide, byScope[nameof(Scope.Decide)].Order(StringComparer.Ordinal));
        Assert.Equal(ForIngest, byScope[nameof(Scope.Ingest)].Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Admin", "Decide", "Ingest", "open"], byScope.Select(one => one.Key).Order(StringComparer.Ordinal));
    }

    [Fact, Trait("clause", "KEY-2")]
    public async Task No_route_answers_without_a_key_or_to_a_key_of_another_scope()
    {
        using var stranger = service.ClientOf(key: null);
        using var sender = service.ClientOf(await service.NewKeyAsync("ingest"));
        using var decider = service.ClientOf(await service.NewKeyAsync("decide"));
        var faults = new List<string>();

        foreach (var endpoint in Endpoints().Where(one => one.Metadata.GetMetadata<KeyFree>() is null))
        {
            var narrower = endpoint.Metadata.GetMetadata<RequiredScope>()!.Scope == Scope.Decide ? sender : decider;
            foreach (var (client, expected) in new[]
            {
                (stranger, HttpStatusCode.Unauthorized),
                (narrower, HttpStatusCode.Forbidden),
            })
            {
                using var request = new HttpRequestMessage(MethodOf(endpoint), PathOf(endpoint));
                using var answer = await client.SendAsync(request);
                if (answer.StatusCode != expected)
                {
                    faults.Add($"{NameOf(endpoint)}: {(int)answer.StatusCode}, not {(int)expected}");
                }
            }
        }

        Assert.Empty(faults);
    }

    [Theory, Trait("clause", "KEY-5")]
    [InlineData("POST", "/v1/batch", true)]
    [InlineData("POST", "/decide", true)]
    [InlineData("GET", "/decide/hero", true)]
    [InlineData("GET", "/recommendations", true)]
    [InlineData("POST", "/ofrep/v1/evaluate/flags", true)]
    [InlineData("PUT", "/campaigns/winback", false)]
    [InlineData("GET", "/customers/c-1", false)]
    [InlineData("PUT", "/keys/web", false)]
    [InlineData("GET", "/configuration", false)]
    public async Task Pages_of_other_origins_may_call_what_is_made_for_browsers_and_nothing_else(
        string method, string path, bool allowed)
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, path);
        preflight.Headers.Add("Origin", "https://shop.example");
        preflight.Headers.Add("Access-Control-Request-Method", method);
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,x-api-key");
        using var browser = service.ClientOf(key: null);

        using var answer = await browser.SendAsync(preflight);

        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins));
        Assert.Equal(allowed ? ["*"] : [], origins ?? []);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    private RouteEndpoint[] Endpoints() =>
        [.. service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    private static HttpMethod MethodOf(RouteEndpoint endpoint) =>
        new(endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Single());

    private static string NameOf(RouteEndpoint endpoint) =>
        $"{MethodOf(endpoint)} /{endpoint.RoutePattern.RawText!.Trim('/')}";

    private static string PathOf(RouteEndpoint endpoint) =>
        "/" + Parameter().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "1");

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
