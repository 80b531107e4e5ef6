using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Personalization.Domain.Events;
using Personalization.Storage;
using Personalization.Storage.Events;
using Personalization.Storage.Migrations;

namespace Personalization.Service.Tests.Propensity;

/// <summary>
/// An embedded log with a made-up shop: half of the customers order often, half seldom, and everybody leaves some time.
/// </summary>
internal static class ShopLog
{
    internal static readonly DateTimeOffset Opened = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static async Task FillAsync(string directory, int customers, int days)
    {
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.ClearProviders())
            .AddStorage(new StorageOptions { DataDirectory = directory })
            .BuildServiceProvider();
        await services.GetRequiredService<StorageMigrator>().MigrateAsync(CancellationToken.None);
        var log = services.GetRequiredService<IEventLog>();
        foreach (var batch in Orders(customers, days).Chunk(1000))
        {
            await log.AppendAsync(batch, CancellationToken.None);
        }
    }

    internal static IEnumerable<NewEvent> Orders(int customers, int days)
    {
        var random = new Random(customers);
        for (var i = 0; i < customers; i++)
        {
            var customer = CustomerKey.Known($"shopper-{i}");
            var gap = i % 2 == 0 ? 10.0 : 50.0;
            var leaves = Math.Min(days, random.NextDouble() * days * 1.5);
            for (var day = random.NextDouble() * days / 3; day < leaves; day -= Math.Log(1 - random.NextDouble()) * gap)
            {
                yield return Order(customer, Opened.AddDays(day));
            }
        }
    }

    private static NewEvent Order(CustomerKey customer, DateTimeOffset at) => new(
        customer,
        null,
        $"{customer.Id}-{at.Ticks}",
        EventType.Track,
        "Order Completed",
        at,
        at,
        Encoding.UTF8.GetBytes($$$"""{"properties":{"order_id":"{{{at.Ticks}}}","total":25.5}}"""));
}
