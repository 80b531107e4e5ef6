using Npgsql;
using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>
/// One pass over the whole log in one snapshot, a chunk at a time through a cursor, customer by customer.
/// </summary>
internal sealed class PostgresHistories : IAsyncDisposable
{
    // The cursor is read to its end, so the plan with the least total cost is wanted, not the one with the fastest
    // start.
    private const string OpenSql = """
        SET LOCAL cursor_tuple_fraction = 1;
        DECLARE histories NO SCROLL CURSOR FOR
            SELECT e.customer, e.version, e.joined, e.message_id, e.type, e.name, e.happened_at, e.received_at, e.body
            FROM customer_event e JOIN customer_stream s ON s.customer = e.customer
            WHERE s.root IS NULL
            ORDER BY e.customer, e.version
        """;

    private const string JoinedSql = """
        SELECT e.customer, e.version, e.joined, e.message_id, e.type, e.name, e.happened_at, e.received_at, e.body
        FROM customer_stream s JOIN customer_event e ON e.customer = s.customer
        WHERE s.root = ANY ($1)
        ORDER BY e.customer, e.version
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private List<StoredEvent> _begun = [];

    private PostgresHistories(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        _connection = connection;
        _transaction = transaction;
    }

    public static async Task<PostgresHistories> OpenAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        var connection = await database.OpenConnectionAsync(stop);
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, stop);
        await using var command = new NpgsqlCommand(OpenSql, connection);
        await command.ExecuteNonQueryAsync(stop);
        return new PostgresHistories(connection, transaction);
    }

    /// <summary>The next customers that are complete; null after the last.</summary>
    public async Task<List<CustomerHistory>?> NextAsync(int rows, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand($"FETCH {rows} FROM histories", _connection);
        var complete = new List<List<StoredEvent>>();
        var read = 0;
        await using (var reader = await command.ExecuteReaderAsync(stop))
        {
            for (; await reader.ReadAsync(stop); read++)
            {
                var e = PostgresRows.ReadEvent(reader);
                if (_begun.Count > 0 && _begun[0].Customer != e.Customer)
                {
                    complete.Add(_begun);
                    _begun = [];
                }

                _begun.Add(e);
            }
        }

        if (read < rows && _begun.Count > 0)
        {
            complete.Add(_begun);
            _begun = [];
        }

        return read == 0 && complete.Count == 0 ? null : await CompleteAsync(complete, stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task<List<CustomerHistory>> CompleteAsync(List<List<StoredEvent>> customers, CancellationToken stop)
    {
        var joiners = customers.FindAll(events => events.Exists(e => e.Joined is not null));
        var joined = new Dictionary<string, List<StoredEvent>>(StringComparer.Ordinal);
        if (joiners.Count > 0)
        {
            await using var command = new NpgsqlCommand(JoinedSql, _connection);
            command.Parameters.Add(PostgresRows.Array(joiners.Select(events => events[0].Customer.Value).ToArray()));
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                var e = PostgresRows.ReadEvent(reader);
                if (!joined.TryGetValue(e.Customer.Value, out var events))
                {
                    joined.Add(e.Customer.Value, events = []);
                }

                events.Add(e);
            }
        }

        return customers.ConvertAll(own => new CustomerHistory(
            own[0].Customer,
            own[^1].Version,
            own.Exists(e => e.Joined is not null) ? HistoryAssembly.Assemble(own, joined) : own));
    }
}
