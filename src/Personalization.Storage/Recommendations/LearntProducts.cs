using Microsoft.Data.Sqlite;
using Npgsql;
using Personalization.Domain.Recommendations;
using Personalization.Storage.Configuration;
using Personalization.Storage.Events;

namespace Personalization.Storage.Recommendations;

/// <summary>Writes tens of thousands of learnt products at once, by hand on both databases.</summary>
internal static class LearntProducts
{
    // Both databases read this alike: a learnt row takes what is new, an administrator's keeps what it has.
    private const string OnConflict = """
        ON CONFLICT (product_id) DO UPDATE SET
            name = CASE WHEN product.learnt THEN coalesce(excluded.name, product.name)
                ELSE coalesce(product.name, excluded.name) END,
            category = CASE WHEN product.learnt THEN coalesce(excluded.category, product.category)
                ELSE coalesce(product.category, excluded.category) END,
            brand = CASE WHEN product.learnt THEN coalesce(excluded.brand, product.brand)
                ELSE coalesce(product.brand, excluded.brand) END,
            price = CASE WHEN product.learnt THEN coalesce(excluded.price, product.price)
                ELSE coalesce(product.price, excluded.price) END,
            url = CASE WHEN product.learnt THEN coalesce(excluded.url, product.url)
                ELSE coalesce(product.url, excluded.url) END,
            image_url = CASE WHEN product.learnt THEN coalesce(excluded.image_url, product.image_url)
                ELSE coalesce(product.image_url, excluded.image_url) END
        """;

    private const string PostgresSql = $"""
        INSERT INTO product (product_id, name, category, brand, price, url, image_url, learnt, active)
        SELECT t.*, true, true
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::numeric[], $6::text[], $7::text[]) AS t
        {OnConflict}
        """;

    private const string SqliteSql = $"""
        INSERT INTO product (product_id, name, category, brand, price, url, image_url, learnt, active)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 1, 1)
        {OnConflict}
        """;

    public static Task WriteAsync(ServiceDatabase database, Product[] products, CancellationToken stop) =>
        database.Postgres is { } postgres
        ? WriteAsync(postgres, products, stop)
        : database.Sqlite.WriteAsync((connection, transaction) => Write(connection, transaction, products), stop);

    private static async Task WriteAsync(NpgsqlDataSource database, Product[] products, CancellationToken stop)
    {
        await using var command = database.CreateCommand(PostgresSql);
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(products, p => p.ProductId)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(products, p => p.Name)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(products, p => p.Category)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(products, p => p.Brand)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(products, p => p.Price)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(products, p => p.Url)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(products, p => p.ImageUrl)));
        await command.ExecuteNonQueryAsync(stop);
    }

    private static int Write(SqliteConnection connection, SqliteTransaction transaction, Product[] products)
    {
        using var insert = new SqliteStatement(connection, transaction, SqliteSql, parameters: 7);
        foreach (var p in products)
        {
            insert.Run(p.ProductId, p.Name, p.Category, p.Brand, p.Price, p.Url, p.ImageUrl);
        }

        return products.Length;
    }
}
