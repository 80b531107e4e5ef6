using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Personalization.Service.Hosting;

/// <summary>
/// Swagger at <c>/swagger</c>: every route with summary, examples and errors, grouped by the audience that uses it.
/// </summary>
internal static class Swagger
{
    internal const string Document = "v1";

    internal static void AddSwagger(this WebApplicationBuilder builder)
    {
        builder.Services.AddEndpointsApiExplorer();
        builder.Services.AddSwaggerGen(swagger =>
        {
            swagger.SwaggerDoc(Document, new OpenApiInfo
            {
                Title = "Personalization",
                Version = Document,
                Description = "Customer events in; decisions, recommendations and scores out. Every call needs a key.",
            });
            swagger.AddSecurityDefinition("bearer", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key: Authorization: Bearer KEY.",
            });
            swagger.AddSecurityDefinition("apiKey", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-API-Key",
                Description = "The same key in a header of its own.",
            });
            swagger.AddSecurityDefinition("basic", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "The key as user name with an empty password, as Segment's clients send it.",
            });
            swagger.DocumentFilter<AudienceTags>();
            swagger.OperationFilter<OperationDocumentation>();
            swagger.CustomSchemaIds(SchemaName);
            swagger.DescribeAllParametersInCamelCase();

            // Any JSON: without this the library describes its own members.
            swagger.MapType<JsonNode>(static () => new OpenApiSchema());
        });
    }

    internal static void UseServiceSwagger(this WebApplication app)
    {
        app.UseSwagger();
        app.UseSwaggerUI(ui =>
        {
            ui.DocumentTitle = "Personalization API";
            ui.SwaggerEndpoint($"/swagger/{Document}/swagger.json", "Personalization");
            ui.EnablePersistAuthorization();
            ui.DisplayRequestDuration();
        });
    }

    /// <summary>
    /// Slices nest their contracts: <c>CheckHealth.Readiness</c> becomes <c>CheckHealthReadiness</c>.
    /// </summary>
    private static string SchemaName(Type type)
    {
        var name = type.Name.Split('`')[0] + string.Concat(type.GetGenericArguments().Select(SchemaName));
        return type.DeclaringType is { } outer ? outer.Name + name : name;
    }

    private sealed class AudienceTags : IDocumentFilter
    {
        public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) =>
            swaggerDoc.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = Audience.Web, Description = "Send events, ask for decisions while a page renders." },
            new() { Name = Audience.Email, Description = "Content and recommendations at send time." },
            new() { Name = Audience.Marketing, Description = "Campaigns, segments, customers, products, models." },
            new() { Name = Audience.Operations, Description = "Health, metrics, keys, rejected events." },
        };
    }
}
