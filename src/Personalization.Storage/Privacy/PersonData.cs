using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Storage.Events;

namespace Personalization.Storage.Privacy;

/// <summary>Where a person's data lie in the database, and their removal.</summary>
internal static class PersonData
{
    // Shorter ids are found in too much that is not about them.
    private const int TellingLength = 8;

    private const string LockSql = """
        INSERT INTO customer_stream (customer, version) VALUES ($1, 0)
        ON CONFLICT (customer) DO UPDATE SET version = customer_stream.version
        """;

    private const string FamilySql = """
        SELECT customer FROM customer_stream
        WHERE customer = $1 OR root = $1
           OR customer = (SELECT root FROM customer_stream WHERE customer = $1)
           OR root = (SELECT root FROM customer_stream WHERE customer = $1)
        """;

    /// <summary>Everybody that this person is known as: the customer and the visitors joined to it.</summary>
    public static async Task<IReadOnlyList<CustomerKey>> FamilyAsync(
        PrivacySql sql, CustomerKey person, CancellationToken stop)
    {
        var names = await sql.QueryAsync(FamilySql, row => row.GetString(0), stop, person.Value);
        return [.. names.Append(person.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(CustomerKey.Parse)];
    }

    /// <summary>
    /// Keeps everybody else from adding to the person's streams until the transaction ends, and answers whom that is.
    /// </summary>
    public static async Task<IReadOnlyList<CustomerKey>> LockAsync(
        PrivacySql sql, CustomerKey person, CancellationToken stop)
    {
        IReadOnlyList<CustomerKey> locked = [];
        for (; ; )
        {
            var family = await FamilyAsync(sql, person, stop);
            if (family.SequenceEqual(locked))
            {
                return family;
            }

            foreach (var member in family)
            {
                await sql.RunAsync(LockSql, stop, member.Value);
            }

            locked = family;
        }
    }

    /// <summary>Deletes everything about these persons and counts it.</summary>
    public static async Task<ErasedCounts> DeleteAsync(
        PrivacySql sql, IReadOnlyList<CustomerKey> persons, CancellationToken stop)
    {
        var counts = new ErasedCounts(0, 0, 0, 0, 0);
        foreach (var person in persons)
        {
            counts = counts.Plus(new ErasedCounts(
                0,
                await sql.RunAsync("DELETE FROM customer_event WHERE customer = $1", stop, person.Value),
                await sql.RunAsync("DELETE FROM decision WHERE customer = $1", stop, person.Value),
                await DeleteRejectedAsync(sql, person, stop),
                0));
            await sql.RunAsync("DELETE FROM customer_stream WHERE customer = $1", stop, person.Value);
        }

        return counts;
    }

    /// <summary>The refused events that name this person, newest first.</summary>
    public static Task<IReadOnlyList<RejectedEvent>> RejectedAsync(
        PrivacySql sql, CustomerKey person, CancellationToken stop) => sql.QueryAsync(
            $"SELECT received_at, message_id, reason, body FROM rejected_event WHERE {Names(sql)} ORDER BY id DESC",
            row => new RejectedEvent(
                sql.IsPostgres ? PostgresRows.Instant(row, 0) : Instants.FromMicroseconds(row.GetInt64(0)),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.GetString(2),
                row.GetString(3)),
            stop,
            Spellings(person));

    private static Task<int> DeleteRejectedAsync(PrivacySql sql, CustomerKey person, CancellationToken stop) =>
        sql.RunAsync($"DELETE FROM rejected_event WHERE {Names(sql)}", stop, Spellings(person));

    private static string Names(PrivacySql sql)
    {
        var place = sql.IsPostgres ? "strpos" : "instr";
        return $"{place}(body, $1) > 0 OR {place}(body, $2) > 0 OR {place}(body, $3) > 0"
            + $" OR {place}(coalesce(message_id, ''), $3) > 0";
    }

    // A refused event is text that may be anything, so the id is looked for as JSON writes it, plain and escaped, and
    // where it is long enough to tell, anywhere.
    private static object?[] Spellings(CustomerKey person)
    {
        var quoted = $"\"{person.Id}\"";
        return [
            quoted, $"\"{JsonEncodedText.Encode(person.Id)}\"",
            person.Id.Length >= TellingLength ? person.Id : quoted];
    }
}
