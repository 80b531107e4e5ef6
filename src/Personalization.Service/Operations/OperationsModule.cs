using Personalization.Service.Hosting;

namespace Personalization.Service.Operations;

/// <summary>Health and metrics.</summary>
public static class OperationsModule
{
    /// <summary>Registers the exporter of metrics.</summary>
    public static void AddOperations(this IHostApplicationBuilder builder) => builder.AddJson(OperationsJson.Default);

    /// <summary>Maps <c>/health/*</c> and <c>/metrics</c>.</summary>
    public static void MapOperations(this IEndpointRouteBuilder routes) => CheckHealth.Map(routes);
}
