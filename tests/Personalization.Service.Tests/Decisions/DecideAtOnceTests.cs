using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Decisions;

/// <summary>Requests read profiles into the same memory one after the other: none may ever see another's.</summary>
public abstract class DecideAtOnceTests(ServiceFixture service)
{
    private const int Customers = 24;
    private const int Rounds = 40;

    [StoreFact, Trait("clause", "DEC-36")]
    public async Task Customers_who_ask_at_once_each_see_what_is_theirs()
    {
        var place = ServiceFixture.NewId("place");
        await service.PutAsync(
            $"/placements/{place}",
            """{"template":"{{customer.traits.nick}}|{{customer.traits.only}}|{{features.orders_lifetime}}"}""");
        var customers = Enumerable.Range(0, Customers).Select(_ => ServiceFixture.NewId()).ToArray();
        for (var i = 0; i < customers.Length; i++)
        {
            await TellAsync(customers[i], i);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, customers.Length * Rounds).Select(async n =>
        {
            var i = n % customers.Length;
            var answer = await service.PostAsync(
                "/decide", $$"""{"customerId":"{{customers[i]}}","placements":["{{place}}"]}""");
            return (i, Html: answer["decisions"]![0]!["html"]!.GetValue<string>());
        }));

        foreach (var (i, html) in answers)
        {
            Assert.Equal($"nick-{i}|{(i % 2 == 0 ? "even" : "")}|{i % 4}", html);
        }
    }

    // Some have a trait that others have not, and some more orders than others: what is left over would show.
    private async Task TellAsync(string customer, int i)
    {
        var more = i % 2 == 0 ? ""","only":"even" """ : "";
        await service.IngestAsync(
            "identify", $$"""{"userId":"{{customer}}","traits":{"nick":"nick-{{i}}"{{more}}} }""");
        for (var order = 0; order < i % 4; order++)
        {
            var properties = new JsonObject { ["order_id"] = $"o-{i}-{order}", ["total"] = 10 };
            await service.IngestAsync(
                "track",
                $$"""
                {"userId":"{{customer}}","event":"Order Completed","properties":{{properties.ToJsonString()}} }
                """);
        }
    }
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedDecideAtOnceTests(EmbeddedService service) : DecideAtOnceTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerDecideAtOnceTests(ServerService service) : DecideAtOnceTests(service);
