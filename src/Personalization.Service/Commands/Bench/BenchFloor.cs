using Personalization.Domain.Events;
using Personalization.Service.Hosting;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Commands.Bench;

/// <summary>The endpoint that /decide is held against: the same key check, one cache read of the same key, a fixed
/// JSON.</summary>
internal sealed class BenchFloor(IProfileCache cache, string prefix)
{
    private byte[] _answer = [];

    /// <summary>How long the fixed answer is.</summary>
    public int AnswerBytes
    {
        get => _answer.Length;
        set => _answer = [.. "{\"fixed\":\""u8, .. Enumerable.Repeat((byte)'x', Math.Max(0, value - 12)), .. "\"}"u8];
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/bench/floor/{customer}", (RequestDelegate)AnswerAsync).RequireScope(Scope.Decide);

    private async Task AnswerAsync(HttpContext http)
    {
        var customer = (string)http.Request.RouteValues["customer"]!;

        // The version comes from the same entry in one exchange; decoding the profile is part of what is measured, not
        // of the floor.
        var found = await cache.GetVersionsAsync([CustomerKey.Known(customer)], http.RequestAborted);
        if (found[0] is null)
        {
            throw new InvalidOperationException($"The cache lost a customer of the benchmark ({prefix}).");
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = _answer.Length;
        await http.Response.BodyWriter.WriteAsync(_answer, http.RequestAborted);
    }
}
