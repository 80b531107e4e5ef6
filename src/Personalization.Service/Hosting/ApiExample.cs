using System.Diagnostics.CodeAnalysis;

namespace Personalization.Service.Hosting;

/// <summary>Endpoint metadata: what Swagger shows as the request's and the successful answer's example.</summary>
public sealed record ApiExample(string? Request, string? Response);

/// <summary>Documents an endpoint for those who call it.</summary>
public static class ApiExampleExtensions
{
    /// <summary>Shows JSON examples of the request body and of the successful answer.</summary>
    public static TBuilder WithExample<TBuilder>(
        this TBuilder builder,
        [StringSyntax(StringSyntaxAttribute.Json)] string? response = null,
        [StringSyntax(StringSyntaxAttribute.Json)] string? request = null)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ApiExample(request, response));
}
