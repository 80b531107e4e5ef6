using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Personalization.Service.Hosting;

/// <summary>
/// Completes each operation from its endpoint's metadata: who may call, which errors come back, examples.
/// </summary>
internal sealed class OperationDocumentation : IOperationFilter
{
    private static readonly (int Status, string Why)[] KeyErrors =
    [
        (401, "No valid key."),
        (403, "The key does not hold the scope."),
        (429, "Too many requests with this key; Retry-After says when to come back."),
    ];

    private static readonly (int Status, string Why)[] BodyErrors =
    [
        (400, "The body is not what is asked for; the detail names the place."),
        (413, "The body is too large."),
    ];

    private static readonly (int Status, string Why)[] ParameterErrors =
    [
        (400, "A parameter is not what is asked for; the detail names it."),
    ];

    private static readonly (int Status, string Why)[] StoreErrors =
    [
        (503, "A store did not answer, or more waits than may. Try again; Retry-After says when."),
    ];

    private static readonly string[] Schemes = ["bearer", "apiKey", "basic"];

    /// <inheritdoc/>
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        var problem = new Lazy<IOpenApiSchema>(
            () => context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository));
        if (!metadata.OfType<KeyFree>().Any())
        {
            AddErrors(operation, KeyErrors, problem);
            operation.Security = [.. Schemes.Select(scheme => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [],
            })];
            var scope = metadata.OfType<RequiredScope>().LastOrDefault()?.Scope ?? Scope.Admin;
            operation.Description = $"{operation.Description}\n\nScope: `{Keys.KeyScopes.Write(scope)}`.".Trim();
        }

        if (operation.RequestBody is not null)
        {
            AddErrors(operation, BodyErrors, problem);
        }

        if (operation.Parameters?.Count > 0)
        {
            AddErrors(operation, ParameterErrors, problem);
        }

        if (!metadata.Any(one => one is KeyFree or AnswersWithoutStores))
        {
            AddErrors(operation, StoreErrors, problem);
        }

        if (metadata.OfType<ApiExample>().LastOrDefault() is { } example)
        {
            ShowExample(operation, example);
        }
    }

    private static void ShowExample(OpenApiOperation operation, ApiExample example)
    {
        Show(operation.RequestBody?.Content, example.Request);
        foreach (var (_, success) in operation.Responses?.Where(response => response.Key.StartsWith('2')) ?? [])
        {
            Show(success?.Content, example.Response);
        }
    }

    private static void AddErrors(
        OpenApiOperation operation, (int Status, string Why)[] errors, Lazy<IOpenApiSchema> problem)
    {
        operation.Responses ??= [];
        foreach (var (status, why) in errors)
        {
            operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
            {
                Description = why,
                Content = new Dictionary<string, IOpenApiMediaType>
                {
                    ["application/problem+json"] = new OpenApiMediaType { Schema = problem.Value },
                },
            });
        }
    }

    private static void Show(IDictionary<string, IOpenApiMediaType>? content, string? json)
    {
        if (json is null || content is null)
        {
            return;
        }

        foreach (var media in content.Values.OfType<OpenApiMediaType>())
        {
            media.Example = JsonNode.Parse(json);
        }
    }
}
