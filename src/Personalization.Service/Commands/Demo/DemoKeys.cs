using Personalization.Service.Keys;
using Personalization.Storage.Keys;

namespace Personalization.Service.Commands.Demo;

/// <summary>The demonstration's keys, new on every start because only their hashes are kept.</summary>
/// <param name="Admin">May do everything.</param>
/// <param name="Ingest">May send events; the one a browser would hold.</param>
/// <param name="Decide">May ask for decisions and recommendations.</param>
internal sealed record DemoKeys(string Admin, string Ingest, string Decide)
{
    internal static async Task<DemoKeys> IssueAsync(
        IServiceProvider services, string admin, CancellationToken stop) => new(
        admin,
        await IssueAsync(services, "demo-browser", "ingest", stop),
        await IssueAsync(services, "demo-frontend", "decide", stop));

    private static async Task<string> IssueAsync(
        IServiceProvider services, string name, string scope, CancellationToken stop)
    {
        var store = services.GetRequiredService<KeyStore>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var secret = ApiSecret.Generate();
        ApiSecret.TryHash(secret, out var hash);
        await store.RemoveAsync(name, "demo", now, stop);
        await store.AddAsync(new ApiKeyRecord(name, hash.ToBytes(), scope, now), "demo", stop);
        return secret;
    }
}
