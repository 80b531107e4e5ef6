using Personalization.Service.Hosting;

namespace Personalization.Service.Decisions;

/// <summary>Deciding, the catalogue it goes by, and the decision log.</summary>
public static class DecisionsModule
{
    /// <summary>Registers deciding and its background work.</summary>
    public static void AddDecisions(this IHostApplicationBuilder builder)
    {
        builder.AddJson(DecisionsJson.Default);
        var services = builder.Services;
        services.AddOptions<DecisionOptions>()
            .BindConfiguration("Decisions")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<DecisionMetrics>();
        services.AddSingleton<DecisionIds>();
        services.AddSingleton<ServingModels>();
        services.AddSingleton<CatalogueHolder>();
        services.AddSingleton<KnownNames>();
        services.AddSingleton<ProfileReader>();
        services.AddSingleton<DecisionLogWriter>();
        services.AddSingleton<DecisionSink>();
        services.AddSingleton<DecisionTally>();
        services.AddSingleton<DecisionDesk>();
        services.AddSingleton<DecideForCustomer>();
        services.AddSingleton<DecidePlacement>();
        services.AddHostedService(provider => provider.GetRequiredService<DecisionLogWriter>());
        services.AddHostedService<CatalogueWorker>();
    }

    /// <summary>Maps <c>/decide</c>.</summary>
    public static void MapDecisions(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<DecideForCustomer>().Map(routes);
        routes.ServiceProvider.GetRequiredService<DecidePlacement>().Map(routes);
    }
}
