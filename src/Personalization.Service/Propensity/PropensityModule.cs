using Personalization.Service.Hosting;
using Personalization.Service.Propensity.Reports;

namespace Personalization.Service.Propensity;

/// <summary>
/// The life cycle of all models: training, versions, reports, checks; and the scores of propensities.
/// </summary>
public static class PropensityModule
{
    /// <summary>Registers training and its background runs.</summary>
    public static void AddPropensity(this IHostApplicationBuilder builder)
    {
        builder.AddJson(PropensityApiJson.Default);
        var services = builder.Services;
        services.AddOptions<PropensityOptions>()
            .BindConfiguration("Propensity").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ModelRegistry>();
        services.AddSingleton<ModelTraining>();
        services.AddSingleton<ModelEvaluation>();
        services.AddSingleton<TrainingRuns>();
        services.AddHostedService(provider => provider.GetRequiredService<TrainingRuns>());
        services.AddSingleton<TargetBook>();
        services.AddSingleton<LiveSample>();
        services.AddSingleton<CheckStores>();
        services.AddSingleton<ModelGauges>();
        services.AddSingleton<ModelChecking>();
        services.AddSingleton<ScheduleRunner>();
        services.AddSingleton<ModelSchedule>();
        services.AddHostedService(provider => provider.GetRequiredService<ModelSchedule>());
        services.AddSingleton<ShadowScoring>();
        services.AddHostedService(provider => provider.GetRequiredService<ShadowScoring>());
        services.AddSingleton<ListAlerts>();
        services.AddSingleton<ListModels>();
        services.AddSingleton<DefineModel>();
        services.AddSingleton<PromoteModel>();
        services.AddSingleton<UploadModel>();
        services.AddSingleton<CheckReadiness>();
        services.AddSingleton<TrainModel>();
        services.AddSingleton<ReadReport>();
        services.AddSingleton<ScoreCustomer>();
    }

    /// <summary>Maps <c>/models</c> and <c>/customers/{id}/scores</c>.</summary>
    public static void MapPropensity(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<ListModels>().Map(routes);
        routes.ServiceProvider.GetRequiredService<DefineModel>().Map(routes);
        routes.ServiceProvider.GetRequiredService<PromoteModel>().Map(routes);
        routes.ServiceProvider.GetRequiredService<UploadModel>().Map(routes);
        routes.ServiceProvider.GetRequiredService<CheckReadiness>().Map(routes);
        routes.ServiceProvider.GetRequiredService<ListAlerts>().Map(routes);
        routes.ServiceProvider.GetRequiredService<TrainModel>().Map(routes);
        routes.ServiceProvider.GetRequiredService<ReadReport>().Map(routes);
        routes.ServiceProvider.GetRequiredService<ScoreCustomer>().Map(routes);
    }
}
