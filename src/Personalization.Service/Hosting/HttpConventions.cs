using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Personalization.Service.Hosting;

/// <summary>What every route shares: JSON, problem details, CORS, request lines.</summary>
public static class HttpConventions
{
    /// <summary>
    /// Adds a capability's source-generated types to what routes can read and write. There is no reflection fallback.
    /// </summary>
    public static void AddJson(this IHostApplicationBuilder builder, IJsonTypeInfoResolver types) =>
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Add(types));

    /// <summary>Browsers on other origins may call this route.</summary>
    public static TBuilder ForBrowsers<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireCors(BrowserPolicy);

    internal const string BrowserPolicy = "browsers";

    internal static void AddHttpConventions(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Clear();
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            json.SerializerOptions.MaxDepth = 64;
            json.SerializerOptions.Converters.Add(new UtcJson());
        });
        builder.AddJson(HostingJson.Default);
        services.AddProblemDetails();
        services.AddRequestDecompression();
        services.AddExceptionHandler<UnhandledProblem>();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddCors(cors => cors.AddPolicy(BrowserPolicy, policy => policy
            .AllowAnyOrigin()
            .WithMethods("GET", "POST")
            .WithHeaders("Authorization", "Content-Type", "If-None-Match", "X-API-Key")
            .WithExposedHeaders("ETag", "Retry-After")
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    internal static void UseHttpConventions(this WebApplication app)
    {
        app.UseMiddleware<RequestLog>();
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = _ => true });
        app.UseStatusCodePages(pages => Problem
            .Of(pages.HttpContext.Response.StatusCode, Explain(pages.HttpContext)).ExecuteAsync(pages.HttpContext));
        app.Use(static (context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return next(context);
        });
        app.Use(static (context, next) =>
        {
            // What curl -d and sendBeacon declare of themselves says nothing of the body: every body here is JSON.
            if (context.Request.ContentType is { } declared
                && (declared.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
                    || declared.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase)))
            {
                context.Request.ContentType = "application/json";
            }

            return next(context);
        });
        app.UseRouting();
        app.UseCors();
        app.UseRequestDecompression();
        app.Use(RefuseUnknownEncodingAsync);
    }

    // Decompression takes the header away; what is still there was not understood, and its bytes are no JSON.
    private static Task RefuseUnknownEncodingAsync(HttpContext context, RequestDelegate next)
    {
        var encoding = context.Request.Headers.ContentEncoding.ToString();
        return encoding.Length == 0 || string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase)
            ? next(context)
            : Problem.Of(
                StatusCodes.Status415UnsupportedMediaType,
                $"Content-Encoding '{encoding}' is not understood: send gzip, br, deflate or no compression.")
                .ExecuteAsync(context);
    }

    private static string Explain(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "Nothing is here. /swagger lists every route.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not possible here; Allow says what is.",
        StatusCodes.Status413PayloadTooLarge => UnhandledProblem.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => "Send JSON with Content-Type: application/json.",
        _ => "The request could not be answered.",
    };
}

/// <summary>Instants are written in UTC with a Z, with as many decimals as they need.</summary>
internal sealed class UtcJson : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}

/// <summary>The JSON of errors.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(HttpValidationProblemDetails))]
[JsonSerializable(typeof(string))]
internal sealed partial class HostingJson : JsonSerializerContext;
