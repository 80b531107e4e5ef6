using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
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
    public async Task PutAsync(Product product, CancellationToken stop)
    {
        using var turn = await _database.TakeTurnAsync(stop);
        await using var context = await _database.OpenAsync(stop);
        var row = await context.Products.FindAsync([product.ProductId], stop);
        if (row is null)
        {
            context.Products.Add(row = new ProductRow { ProductId = product.ProductId });
        }

        row.Learnt = false;
        row.Active = product.Active;
        (row.Name, row.Category, row.Brand) = (product.Name, product.Category, product.Brand);
        (row.Price, row.Url, row.ImageUrl) = (product.Price, product.Url, product.ImageUrl);
        await context.SaveChangesAsync(stop);
    }

    /// <summary>Deletes a product; false when there is none. Events that name it later bring it back.</summary>
    public async Task<bool> DeleteAsync(string productId, CancellationToken stop)
    {
        using var turn = await _database.TakeTurnAsync(stop);
        await using var context = await _database.OpenAsync(stop);
        return await context.Products.Where(row => row.ProductId == productId).ExecuteDeleteAsync(stop) > 0;
    }

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
