using Personalization.Service.Campaigns;
using Personalization.Service.Clusters;
using Personalization.Service.Conditions;
using Personalization.Service.Configuration;
using Personalization.Service.Customers;
using Personalization.Service.Decisions;
using Personalization.Service.Ingestion;
using Personalization.Service.Keys;
using Personalization.Service.LifetimeValue;
using Personalization.Service.OpenFeature;
using Personalization.Service.Operations;
using Personalization.Service.Privacy;
using Personalization.Service.Propensity;
using Personalization.Service.Recommendations;
using Personalization.Service.Segments;

namespace Personalization.Service.Hosting;

/// <summary>Builds the web application that <c>serve</c>, <c>demo</c> and the tests run.</summary>
/// <remarks>
/// The order of a start is the host's: options are validated, then the hosted services start one after the other in the
/// order the modules register them (migrate first, then what warms up), and the server listens last.
/// </remarks>
public static class ServiceApplication
{
    /// <summary>Where the service listens unless told otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>Composes the application without starting it.</summary>
    /// <param name="settings">Configuration as <c>--Section:Name=value</c>; wins over the environment.</param>
    /// <param name="adjust">Last word on the services, for hosts that replace one (a clock in tests).</param>
    public static WebApplication Build(string[] settings, Action<WebApplicationBuilder>? adjust = null)
    {
        // No file watcher: settings are read once, and a watcher costs an inotify instance per host.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. settings]);
        builder.AddServer();
        builder.AddServiceLogging();
        builder.AddHttpConventions();
        builder.AddSwagger();
        builder.AddOperations();
        builder.AddStores();
        builder.AddKeys();
        builder.AddIngestion();
        builder.AddCustomers();
        builder.AddPrivacy();
        builder.AddPropensity();
        builder.AddLifetimeValue();
        builder.AddClusters();
        builder.AddDecisions();
        builder.AddOpenFeature();
        builder.AddCampaigns();
        builder.AddConfigurationDocument();
        builder.AddSegments();
        builder.AddConditions();
        builder.AddRecommendations();
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.UseHttpConventions();
        app.UseServiceSwagger();
        app.UseKeys();
        app.MapOperations();
        app.MapKeys();
        app.MapIngestion();
        app.MapCustomers();
        app.MapPropensity();
        app.MapClusters();
        app.MapDecisions();
        app.MapOpenFeature();
        app.MapCampaigns();
        app.MapConfigurationDocument();
        app.MapSegments();
        app.MapConditions();
        app.MapRecommendations();

        // Explicit, so that the routes can be described without starting the server.
        app.UseEndpoints(static _ => { });
        return app;
    }
}
