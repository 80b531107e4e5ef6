using System.Text;
using Microsoft.Extensions.Primitives;
using Personalization.Service.Hosting;

namespace Personalization.Service.Keys;

/// <summary>
/// Lets a request through when its key holds what the endpoint asks for: 401 without a key, 403 without the scope, 429
/// past the key's rate. A route that says nothing about keys is for administrators only.
/// </summary>
public sealed class KeyGate(RequestDelegate next, KeyRing ring, KeyRates rates)
{
    /// <summary>Runs after routing.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<KeyFree>() is not null)
        {
            return next(context);
        }

        var asked = endpoint?.Metadata.GetMetadata<RequiredScope>();
        if (!TryReadKey(context.Request, out var secret))
        {
            return asked is { KeyInBody: true } ? next(context) : RefuseAsync(context);
        }

        // No endpoint (404) and the router's own answers (405, 415) need a key, but no scope.
        var scope = asked?.Scope ?? (endpoint is RouteEndpoint ? Scope.Admin : Scope.None);
        return TryAdmit(context, secret, scope, out var refusal) ? next(context) : refusal;
    }

    /// <summary>Admits a key that came in a body. Writes the refusal and answers false when it may not pass.</summary>
    public static async Task<bool> AdmitBodyKeyAsync(HttpContext context, string? secret, Scope scope)
    {
        if (context.Features.Get<ApiKey>() is not null)
        {
            return true;
        }

        var services = context.RequestServices;
        var gate = new KeyGate(
            _ => Task.CompletedTask, services.GetRequiredService<KeyRing>(), services.GetRequiredService<KeyRates>());
        if (gate.TryAdmit(context, secret, scope, out var refusal))
        {
            return true;
        }

        await refusal;
        return false;
    }

    private bool TryAdmit(HttpContext context, ReadOnlySpan<char> secret, Scope scope, out Task refusal)
    {
        refusal = Task.CompletedTask;
        if (ring.Find(secret) is not { } key)
        {
            refusal = RefuseAsync(context);
        }
        else if (!key.Holds(scope))
        {
            refusal = Problem.Of(
                StatusCodes.Status403Forbidden, $"This needs a key with the scope '{KeyScopes.Write(scope)}'.")
                .ExecuteAsync(context);
        }
        else if (!rates.TryTake(key, out var retryAfter))
        {
            refusal = Problem.RetryLaterAsync(
                context, StatusCodes.Status429TooManyRequests, "This key makes more requests than it may.", retryAfter);
        }
        else
        {
            context.Features.Set(key);
            return true;
        }

        return false;
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"personalization\"";
        return Problem.Of(
            StatusCodes.Status401Unauthorized,
            "Send a valid key: Authorization: Bearer KEY, X-API-Key: KEY, or Basic with the key as user name.")
            .ExecuteAsync(context);
    }

    /// <summary>
    /// False when no header carries a key. A header that is not understood carries the empty key, which fits none.
    /// </summary>
    private static bool TryReadKey(HttpRequest request, out ReadOnlySpan<char> secret)
    {
        secret = default;
        var authorization = request.Headers.Authorization;
        if (!StringValues.IsNullOrEmpty(authorization))
        {
            secret = authorization is [{ } header] ? ReadAuthorization(header) : default;
            return true;
        }

        var plain = request.Headers["X-API-Key"];
        secret = plain is [{ } value] ? value.AsSpan().Trim() : default;
        return plain.Count > 0;
    }

    private static ReadOnlySpan<char> ReadAuthorization(string header)
    {
        const string Bearer = "Bearer ";
        const string Basic = "Basic ";
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header.AsSpan(Bearer.Length).Trim();
        }

        return header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)
            ? ReadBasic(header.AsSpan(Basic.Length).Trim())
            : default;
    }

    private static ReadOnlySpan<char> ReadBasic(ReadOnlySpan<char> encoded)
    {
        Span<byte> bytes = stackalloc byte[ApiSecret.MaxLength * 4];
        if (encoded.Length > ApiSecret.MaxLength * 4 || !Convert.TryFromBase64Chars(encoded, bytes, out var length))
        {
            return default;
        }

        var user = bytes[..length];
        var colon = user.IndexOf((byte)':');
        return Encoding.UTF8.GetString(colon < 0 ? user : user[..colon]);
    }
}

/// <summary>What a handler can ask about its caller.</summary>
public static class CallerExtensions
{
    /// <summary>The name of the key that calls, for audit records.</summary>
    public static string CallerName(this HttpContext context) => context.Features.Get<ApiKey>()?.Name ?? "nobody";
}
