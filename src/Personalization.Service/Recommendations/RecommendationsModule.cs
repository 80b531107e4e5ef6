using Personalization.Service.Hosting;

namespace Personalization.Service.Recommendations;

/// <summary>Recommendations, the products they are made of, and the background learning of both.</summary>
public static class RecommendationsModule
{
    /// <summary>Registers recommending and its background work.</summary>
    public static void AddRecommendations(this IHostApplicationBuilder builder)
    {
        builder.AddJson(RecommendationsJson.Default);
        var services = builder.Services;
        services.AddOptions<RecommendationOptions>()
            .BindConfiguration("Recommendations").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RecommendationDesk>();
        services.AddSingleton<ProductChanges>();
        services.AddSingleton<LearntProductSink>();
        services.AddSingleton<RecommenderSources>();
        services.AddSingleton<ProductLearningWorker>();
        services.AddSingleton<RecommenderWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<ProductLearningWorker>());
        services.AddHostedService(provider => provider.GetRequiredService<RecommenderWorker>());
    }

    /// <summary>Maps <c>/recommendations</c> and <c>/products</c>.</summary>
    public static void MapRecommendations(this IEndpointRouteBuilder routes)
    {
        RecommendForCustomer.Map(routes);
        RecommendBatch.Map(routes);
        ProductRoutes.Map(routes);
    }
}
