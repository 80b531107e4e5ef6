using Microsoft.Extensions.Options;

namespace Personalization.Service.Keys;

/// <summary>Who may call: keys, their scopes and their rates.</summary>
public static class KeysModule
{
    /// <summary>Registers the keys.</summary>
    public static void AddKeys(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<KeyOptions>().BindConfiguration("Auth").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<KeyRing>();
        builder.Services.AddSingleton<KeyRates>();
        builder.Services.AddHostedService<KeyBootstrap>();
    }

    /// <summary>Puts the gate in front of every endpoint.</summary>
    public static void UseKeys(this WebApplication app) => app.UseMiddleware<KeyGate>();

    /// <summary>Maps <c>/keys</c>.</summary>
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
    }
}

/// <summary>Makes sure that an administrator can call: the configured key, or a generated one that is printed once.</summary>
internal sealed class KeyBootstrap(IOptions<KeyOptions> options, KeyRing ring) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var secret = options.Value.BootstrapAdminKey;
        if (secret is null)
        {
            secret = ApiSecret.Generate();
            Console.Out.WriteLine($"Administrator key (shown once): {secret}");
        }

        if (ApiSecret.TryHash(secret, out var hash))
        {
            ring.Replace([new(hash, new ApiKey("bootstrap", Hosting.Scope.Admin))]);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
