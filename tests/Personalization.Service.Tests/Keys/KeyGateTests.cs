using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;

namespace Personalization.Service.Tests.Keys;

public sealed class KeyGateTests
{
    [Theory, Trait("clause", "KEY-2")]
    [InlineData(Scope.Decide, 403)]
    [InlineData(Scope.Ingest | Scope.Decide, 403)]
    [InlineData(Scope.Admin, 200)]
    public async Task A_route_that_says_nothing_of_keys_is_for_administrators(Scope held, int status)
    {
        var forgotten = new RouteEndpoint(
            _ => Task.CompletedTask, RoutePatternFactory.Parse("/forgotten"), order: 0, metadata: null,
            displayName: null);

        Assert.Equal(status, await AskAsync(forgotten, held));
    }

    [Theory, Trait("clause", "KEY-2")]
    [InlineData(Scope.Decide, 403)]
    [InlineData(Scope.Ingest, 403)]
    [InlineData(Scope.Ingest | Scope.Decide, 200)]
    public async Task A_route_that_asks_for_two_scopes_takes_a_key_that_holds_both(Scope held, int status)
    {
        var both = new RouteEndpoint(
            _ => Task.CompletedTask,
            RoutePatternFactory.Parse("/both"),
            order: 0,
            new EndpointMetadataCollection(new RequiredScope(Scope.Ingest | Scope.Decide)),
            displayName: null);

        Assert.Equal(status, await AskAsync(both, held));
    }

    private static async Task<int> AskAsync(Endpoint endpoint, Scope held)
    {
        var secret = ApiSecret.Generate();
        ApiSecret.TryHash(secret, out var hash);
        var ring = new KeyRing();
        ring.Replace([new(hash, new ApiKey("key", held))]);
        using var rates = new KeyRates(Options.Create(new KeyOptions()));
        await using var services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Headers["X-API-Key"] = secret;
        context.SetEndpoint(endpoint);

        await new KeyGate(_ => Task.CompletedTask, ring, rates).InvokeAsync(context);

        return context.Response.StatusCode;
    }
}
