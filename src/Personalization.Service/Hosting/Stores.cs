using Personalization.Storage;
using Personalization.Storage.Migrations;

namespace Personalization.Service.Hosting;

/// <summary>
/// The stores: embedded unless <c>ConnectionStrings__Postgres</c> or <c>ConnectionStrings__Redis</c> say otherwise.
/// </summary>
internal static class Stores
{
    internal static void AddStores(this IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var options = new StorageOptions
        {
            Postgres = Text(configuration.GetConnectionString("Postgres")),
            Redis = Text(configuration.GetConnectionString("Redis")),
        };
        options.PrivacyKey = Text(configuration["Privacy:Key"]);
        options.DataDirectory = Text(configuration["Data:Directory"]) ?? options.DataDirectory;
        builder.Services.AddHostedService<MigrateOnStart>();
        builder.Services.AddStorage(options);
    }

    private static string? Text(string? setting) => string.IsNullOrWhiteSpace(setting) ? null : setting;

    /// <summary>Registered before everything that reads a store: hosted services start in order.</summary>
    private sealed class MigrateOnStart(StorageMigrator migrator) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            try
            {
                await migrator.MigrateAsync(cancellationToken);
            }
            catch (InvalidOperationException e)
            {
                // A database of a later version: the setting points at the wrong one, or this program is too old.
                throw new InvalidInputException(e.Message, e);
            }
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
