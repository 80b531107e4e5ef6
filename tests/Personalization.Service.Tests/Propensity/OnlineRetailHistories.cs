using System.Text;
using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Service.Commands.Import;

namespace Personalization.Service.Tests.Propensity;

/// <summary>
/// The customers of UCI Online Retail as the importer's preset makes them, without a store in between.
/// </summary>
internal static class OnlineRetailHistories
{
    internal const string FileName = "online_retail.csv.gz";

    internal static IReadOnlyDictionary<CustomerKey, List<StoredEvent>> Read(string path)
    {
        using var file = SourceFile.Open(path);
        var customers = new Dictionary<CustomerKey, List<StoredEvent>>();
        foreach (var message in OnlineRetailFormat.Read(file).Where(message => message.Error is null))
        {
            var stored = Convert(message.Json);
            if (!customers.TryGetValue(stored.Customer, out var events))
            {
                customers.Add(stored.Customer, events = []);
            }

            events.Add(stored with { Version = events.Count + 1 });
        }

        return customers;
    }

    private static StoredEvent Convert(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var message = document.RootElement;
        var customer = message.TryGetProperty("userId", out var user)
            ? CustomerKey.Known(user.GetString()!)
            : CustomerKey.Anonymous(message.GetProperty("anonymousId").GetString()!);
        var at = message.GetProperty("timestamp").GetDateTimeOffset();
        return new StoredEvent(
            customer,
            0,
            null,
            message.GetProperty("messageId").GetString()!,
            EventType.Track,
            message.GetProperty("event").GetString()!,
            at,
            at,
            Encoding.UTF8.GetBytes($$"""{"properties":{{message.GetProperty("properties").GetRawText()}}}"""));
    }
}
