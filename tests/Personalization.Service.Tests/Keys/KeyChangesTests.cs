using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Keys;

namespace Personalization.Service.Tests.Keys;

public sealed class KeyChangesTests
{
    [Fact, Trait("clause", "KEY-3")]
    public async Task The_last_administrators_key_stays_unless_one_is_configured()
    {
        var service = new EmbeddedService();
        await service.InitializeAsync();
        try
        {
            var stored = Changes(service, configured: null);
            await stored.AddAsync("first", Scope.Admin, "tester", default);
            await stored.AddAsync("web", Scope.Decide, "tester", default);

            var only = await stored.RemoveAsync("first", "tester", default);
            await stored.AddAsync("second", Scope.Admin, "tester", default);
            var oneOfTwo = await stored.RemoveAsync("first", "tester", default);
            var besideTheConfigured = await Changes(service, ServiceFixture.AdminKey)
                .RemoveAsync("second", "tester", default);

            Assert.Equal(
                (KeyRemoval.LastAdmin, KeyRemoval.Removed, KeyRemoval.Removed), (only, oneOfTwo, besideTheConfigured));
            Assert.Equal(KeyRemoval.Removed, await stored.RemoveAsync("web", "tester", default));
            Assert.Equal(KeyRemoval.Missing, await stored.RemoveAsync("web", "tester", default));
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    private static KeyChanges Changes(EmbeddedService service, string? configured) => new(
        service.Services.GetRequiredService<KeyStore>(),
        service.Services.GetRequiredService<KeyRefresh>(),
        Options.Create(new KeyOptions { BootstrapAdminKey = configured }),
        service.Clock);
}
