using System.Data;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Personalization.Domain.Recommendations;
using Personalization.Storage.Configuration;

namespace Personalization.Storage.Recommendations;

/// <summary>The shop's products: what administrators wrote, completed by what events told.</summary>
public sealed class ProductStore
{
    private const int Page = 1000;
    private readonly ServiceDatabase _database;

    internal ProductStore(ServiceDatabase database) => _database = database;

    /// <summary>One product; null when there is none.</summary>
    public async Task<Product?> GetAsync(string productId, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var row = await context.Products.AsNoTracking().SingleOrDefaultAsync(r => r.ProductId == productId, stop);
        return row is null ? null : ToProduct(row);
    }

    /// <summary>Creates or replaces a product as an administrator wants it.</summary>
    /// <param name="expects">Whether what is stored (null: nothing) may be replaced; null for whatever
    /// there is.</param>
    public async Task<PutStatus> PutAsync(Product product, Func<Product?, bool>? expects, CancellationToken stop)
    {
        using var turn = await _database.TakeTurnAsync(stop);
        await using var context = await _database.OpenAsync(stop);
        var level = expects is null ? IsolationLevel.ReadCommitted : IsolationLevel.RepeatableRead;
        await using var transaction = await context.Database.BeginTransactionAsync(level, stop);
        var row = await context.Products.FindAsync([product.ProductId], stop);
        if (expects?.Invoke(row is null ? null : ToProduct(row)) == false)
        {
            return PutStatus.RevisionMismatch;
        }

        var status = row is null ? PutStatus.Created : PutStatus.Updated;
        if (row is null)
        {
            context.Products.Add(row = new ProductRow { ProductId = product.ProductId });
        }

        row.Learnt = false;
        row.Active = product.Active;
        (row.Name, row.Category, row.Brand) = (product.Name, product.Category, product.Brand);
        (row.Price, row.Url, row.ImageUrl) = (product.Price, product.Url, product.ImageUrl);
        try
        {
            await context.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
            return status;
        }
        catch (Exception e) when (expects is not null && IsOvertaken(e))
        {
            return PutStatus.RevisionMismatch;
        }
    }

    /// <summary>Deletes a product. Events that name it later bring it back.</summary>
    /// <param name="expects">Whether what is stored may be deleted; null for whatever there is.</param>
    public async Task<DeleteStatus> DeleteAsync(string productId, Func<Product?, bool>? expects, CancellationToken stop)
    {
        using var turn = await _database.TakeTurnAsync(stop);
        await using var context = await _database.OpenAsync(stop);
        if (await context.Products.FindAsync([productId], stop) is not { } row)
        {
            return DeleteStatus.NotFound;
        }

        if (expects?.Invoke(ToProduct(row)) == false)
        {
            return DeleteStatus.RevisionMismatch;
        }

        return await context.Products.Where(stored => stored.ProductId == productId).ExecuteDeleteAsync(stop) > 0
            ? DeleteStatus.Deleted
            : DeleteStatus.NotFound;
    }

    /// <summary>Whether another node wrote the product between the reading and the writing.</summary>
    private static bool IsOvertaken(Exception e) => e.GetBaseException() is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation,
    };

    /// <summary>The products whose id comes after <paramref name="after"/> (null: from the first), by id.</summary>
    public async Task<IReadOnlyList<Product>> ListAsync(string? after, int limit, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var rows = await context.Products.AsNoTracking()
            .Where(row => after == null || string.Compare(row.ProductId, after) > 0)
            .OrderBy(row => row.ProductId)
            .Take(limit)
            .ToListAsync(stop);
        return rows.ConvertAll(ToProduct);
    }

    /// <summary>Every product, by id.</summary>
    public async IAsyncEnumerable<Product> AllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        string? after = null;
        IReadOnlyList<Product> page;
        do
        {
            page = await ListAsync(after, Page, stop);
            foreach (var product in page)
            {
                yield return product;
            }

            after = page.Count > 0 ? page[^1].ProductId : after;
        }
        while (page.Count == Page);
    }

    /// <summary>
    /// Notes what events told of products: new ones are added, learnt fields are renewed, and of a product that an
    /// administrator wrote only empty fields are filled. The last mention of a product in the list counts.
    /// </summary>
    public Task UpsertLearntAsync(IReadOnlyList<Product> products, CancellationToken stop)
    {
        var distinct = products
            .GroupBy(product => product.ProductId, StringComparer.Ordinal)
            .Select(mentions => mentions.Last())
            .OrderBy(product => product.ProductId, StringComparer.Ordinal)
            .ToArray();
        return distinct.Length == 0 ? Task.CompletedTask : LearntProducts.WriteAsync(_database, distinct, stop);
    }

    private static Product ToProduct(ProductRow row) => new()
    {
        ProductId = row.ProductId,
        Name = row.Name,
        Category = row.Category,
        Brand = row.Brand,
        Price = row.Price,
        Url = row.Url,
        ImageUrl = row.ImageUrl,
        Active = row.Active,
    };
}
