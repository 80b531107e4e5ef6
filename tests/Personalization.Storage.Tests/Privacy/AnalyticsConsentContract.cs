using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Events;
using Personalization.Domain.Privacy;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Privacy;

/// <summary>A customer who denies analytics is not followed, whatever store the log is in.</summary>
public abstract class AnalyticsConsentContract(StorageFixture storage)
{
    private const string Denied = """
        {"context":{"consent":{"categoryPreferences":{"Analytics":false,"Personalization":false}}},
         "properties":{"product_id":"secret"}}
        """;
    private const string Granted = """{"context":{"consent":{"categoryPreferences":{"Analytics":true}}}}""";

    private IEventLog Log => storage.Services.GetRequiredService<IEventLog>();

    [StoreFact, Trait("clause", "PRV-4")]
    public async Task What_a_customer_does_after_a_denial_is_not_kept_until_it_is_granted_again()
    {
        var customer = NewCustomer();

        var outcomes = await AppendAsync(
            Event(customer),
            Consent(customer, Denied, Noon.AddMinutes(1)),
            Event(customer, at: Noon.AddMinutes(2)));
        var later = await AppendAsync(Event(customer, at: Noon.AddMinutes(3)), Event(customer, name: "Unsubscribed"));
        var again = await AppendAsync(
            Consent(customer, Granted, Noon.AddMinutes(4)), Event(customer, at: Noon.AddMinutes(5)));

        WithheldBecause[] expected =
        [
            WithheldBecause.Nothing, WithheldBecause.Nothing, WithheldBecause.AnalyticsDenied,
            WithheldBecause.AnalyticsDenied, WithheldBecause.Nothing,
            WithheldBecause.Nothing, WithheldBecause.Nothing,
        ];
        Assert.Equal(expected, outcomes.Concat(later).Concat(again).Select(outcome => outcome.Withheld));
        Assert.Null(later[0].Stored);
        var history = await Log.ReadCustomerAsync(customer, 0, CancellationToken.None);
        Assert.Equal([1L, 2, 3, 4, 5], history.Events.Select(e => e.Version));
        Assert.Equal(5, history.Version);
    }

    [StoreFact, Trait("clause", "PRV-4")]
    public async Task Of_an_event_that_denies_itself_only_the_word_is_kept_and_only_once()
    {
        var customer = NewCustomer();

        var outcomes = await AppendAsync(
            Event(customer, body: Denied), Event(customer, body: Denied, at: Noon.AddHours(1)));

        Assert.All(outcomes, outcome => Assert.Equal(WithheldBecause.AnalyticsDenied, outcome.Withheld));
        Assert.Null(outcomes[1].Stored);
        var word = Assert.Single((await Log.ReadCustomerAsync(customer, 0, CancellationToken.None)).Events);
        Assert.Equal(EventVocabulary.ConsentChangedName, word.Name);
        Assert.DoesNotContain("secret", System.Text.Encoding.UTF8.GetString(word.Body.Span), StringComparison.Ordinal);
        var profiles = storage.Services.GetRequiredService<ProfileStore>();
        await profiles.FoldAsync(outcomes, CancellationToken.None);
        var permissions = (await profiles.GetAsync(customer, CancellationToken.None)).Profile.Permissions;
        Assert.Equal(ConsentStatus.Denied, permissions.StatusOf("personalization"));
    }

    [StoreFact, Trait("clause", "PRV-4")]
    public async Task The_word_with_the_newest_time_counts_also_across_a_join()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Consent(visitor, Denied, Noon.AddHours(2)), Consent(customer, Granted, Noon.AddHours(1)));

        var before = await AppendAsync(Event(customer, at: Noon.AddHours(3)));
        await AppendAsync(Event(customer, joins: visitor, at: Noon.AddHours(3)));
        var after = await AppendAsync(
            Event(customer, at: Noon.AddHours(4)), Consent(customer, Granted, Noon.AddHours(1)));
        var still = await AppendAsync(Event(visitor, at: Noon.AddHours(5)));

        Assert.Equal(WithheldBecause.Nothing, before[0].Withheld);
        Assert.Equal(WithheldBecause.AnalyticsDenied, after[0].Withheld);
        Assert.Equal(WithheldBecause.AnalyticsDenied, still[0].Withheld);
    }

    private static NewEvent Consent(CustomerKey customer, string body, DateTimeOffset at) =>
        Event(customer, name: EventVocabulary.ConsentChangedName, at: at, body: body);

    private Task<IReadOnlyList<AppendOutcome>> AppendAsync(params NewEvent[] events) =>
        Log.AppendAsync(events, CancellationToken.None);
}

public sealed class SqliteAnalyticsConsentTests(SqliteFixture storage)
    : AnalyticsConsentContract(storage), IClassFixture<SqliteFixture>;

[Needs(Servers.Postgres)]
public sealed class PostgresAnalyticsConsentTests(PostgresFixture storage)
    : AnalyticsConsentContract(storage), IClassFixture<PostgresFixture>;
