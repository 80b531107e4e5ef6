using System.Diagnostics.CodeAnalysis;

namespace Personalization.Service.Hosting;

/// <summary>Endpoint metadata: what Swagger shows as the request's and the successful answer's example.</summary>
public sealed record ApiExample(string? Request, string? Response);

/// <summary>Endpoint metadata: answers without its stores, if with less, so it is never 503 for their sake.</summary>
public sealed class AnswersWithoutStores;

/// <summary>Documents an endpoint for those who call it.</summary>
public static class ApiDescriptionExtensions
{
    /// <summary>The endpoint answers even where no store does.</summary>
    public static TBuilder AnswersWithoutStores<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AnswersWithoutStores());

    /// <summary>Shows JSON examples of the request body and of the successful answer.</summary>
    public static TBuilder WithExample<TBuilder>(
        this TBuilder builder,
        [StringSyntax(StringSyntaxAttribute.Json)] string? response = null,
        [StringSyntax(StringSyntaxAttribute.Json)] string? request = null)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ApiExample(request, response));
}
