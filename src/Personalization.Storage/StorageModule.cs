using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using Personalization.Storage.Configuration;
using Personalization.Storage.Decisions;
using Personalization.Storage.Events;
using Personalization.Storage.Keys;
using Personalization.Storage.Migrations;
using Personalization.Storage.Privacy;
using Personalization.Storage.Profiles;
using Personalization.Storage.Propensity;
using Personalization.Storage.Recommendations;

namespace Personalization.Storage;

/// <summary>Registers every store as a singleton, on the databases that the options name.</summary>
public static class StorageModule
{
    /// <summary>
    /// Adds the stores. Run <see cref="StorageMigrator.MigrateAsync"/> before using any of them.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, StorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        if (options.Postgres is { Length: > 0 } postgres)
        {
            services.AddPostgres(postgres);
        }
        else
        {
            services.AddSqlite();
        }

        services.AddSingleton(provider => new ChangeSignal(
            provider.GetService<RedisConnection>(), provider.GetRequiredService<ILogger<ChangeSignal>>()));
        services.AddProfiles(options);
        services.AddPrivacy(options);
        services.AddSingleton(provider => new StorageHealth(
            provider.GetRequiredService<ServiceDatabase>(), provider.GetService<RedisConnection>()));
        services.AddSingleton(provider => new ConfigurationStore(provider.GetRequiredService<ServiceDatabase>()));
        services.AddSingleton(provider => new KeyStore(provider.GetRequiredService<ServiceDatabase>()));
        services.AddSingleton(provider => new ModelStore(provider.GetRequiredService<ServiceDatabase>()));
        services.AddSingleton(provider => new CustomerSample(provider.GetRequiredService<ServiceDatabase>()));
        services.AddSingleton(provider => new ModelChecks(provider.GetRequiredService<ServiceDatabase>()));
        services.AddSingleton(provider => new ScheduledWork(provider.GetRequiredService<ServiceDatabase>()));
        services.AddSingleton(provider => new ProductStore(provider.GetRequiredService<ServiceDatabase>()));
        services.AddSingleton(provider => new DecisionLog(
            provider.GetRequiredService<ServiceDatabase>(), provider.GetRequiredService<Suppressions>()));
        services.AddSingleton(provider => new FeedCheckpoints(provider.GetRequiredService<ServiceDatabase>()));
        return services;
    }

    private static void AddPostgres(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => PostgresDatabase.Open(connectionString));
        services.AddSingleton<IEventLog, PostgresEventLog>();
        services.AddSingleton(provider => new ServiceDatabase(provider.GetRequiredService<NpgsqlDataSource>())
        {
            Signal = provider.GetRequiredService<ChangeSignal>(),
        });
        services.AddSingleton(provider => new StorageMigrator(
            provider.GetRequiredService<NpgsqlDataSource>(),
            null,
            provider.GetRequiredService<ILogger<StorageMigrator>>()));
    }

    private static void AddSqlite(this IServiceCollection services)
    {
        services.AddSingleton(
            provider => new SqliteDatabase(provider.GetRequiredService<StorageOptions>().DataDirectory));
        services.AddSingleton<IEventLog, SqliteEventLog>();
        services.AddSingleton(provider => new ServiceDatabase(provider.GetRequiredService<SqliteDatabase>())
        {
            Signal = provider.GetRequiredService<ChangeSignal>(),
        });
        services.AddSingleton(provider => new StorageMigrator(
            null,
            provider.GetRequiredService<SqliteDatabase>(),
            provider.GetRequiredService<ILogger<StorageMigrator>>()));
    }

    private static void AddProfiles(this IServiceCollection services, StorageOptions options)
    {
        if (options.Redis is { Length: > 0 } redis)
        {
            services.AddSingleton(provider =>
                new RedisConnection(redis, options.RedisTimeout, provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IProfileCache>(provider =>
                new RedisProfileCache(provider.GetRequiredService<RedisConnection>(), options.ProfileLifetime));
            services.AddSingleton<IDecisionCounter>(provider =>
                new RedisDecisionCounter(provider.GetRequiredService<RedisConnection>()));
        }
        else
        {
            services.AddSingleton<IProfileCache>(provider =>
                new InProcessProfileCache(options.ProfileMemoryBytes, provider.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IDecisionCounter>(new InProcessDecisionCounter());
        }

        services.AddSingleton(_ => new DirtyProfiles());
        services.AddSingleton<ProfileStore>();
        services.AddSingleton<ProfileHealer>();
        services.AddSingleton(provider => new ProfileHealingScope(
            provider.GetRequiredService<IProfileCache>().IsShared,
            provider.GetRequiredService<DirtyProfiles>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ProfileHealing>();
    }

    private static void AddPrivacy(this IServiceCollection services, StorageOptions options)
    {
        services.AddSingleton(provider =>
            new Suppressions(provider.GetRequiredService<ServiceDatabase>(), options.PrivacyKey));
        services.AddSingleton(provider => new ErasureStore(
            provider.GetRequiredService<ServiceDatabase>(), provider.GetRequiredService<Suppressions>()));
        services.AddSingleton<Eraser>();
        services.AddHostedService<ErasureWorker>();
    }
}
