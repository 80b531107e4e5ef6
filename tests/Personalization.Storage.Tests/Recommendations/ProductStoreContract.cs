using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Recommendations;
using Personalization.Storage.Configuration;
using Personalization.Storage.Recommendations;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Recommendations;

/// <summary>What the product store promises on both databases.</summary>
public abstract class ProductStoreContract(StorageFixture storage)
{
    private ProductStore Store => storage.Services.GetRequiredService<ProductStore>();

    [StoreFact]
    public async Task Gives_a_product_back_as_it_was_put()
    {
        var product = new Product
        {
            ProductId = NewId(),
            Name = "Lamp ☃",
            Category = "home",
            Brand = "Lux",
            Price = 12.3456m,
            Url = "https://shop/lamp",
            ImageUrl = "/lamp.png",
            Active = false,
        };

        await Store.PutAsync(product, expects: null, CancellationToken.None);

        Assert.Equal(product, await Store.GetAsync(product.ProductId, CancellationToken.None));
        Assert.Equal(DeleteStatus.Deleted, await Store.DeleteAsync(product.ProductId, null, CancellationToken.None));
        Assert.Equal(DeleteStatus.NotFound, await Store.DeleteAsync(product.ProductId, null, CancellationToken.None));
        Assert.Null(await Store.GetAsync(product.ProductId, CancellationToken.None));
    }

    [StoreFact]
    public async Task Of_ten_writers_that_expect_the_same_product_one_replaces_it()
    {
        var product = new Product { ProductId = NewId(), Name = "First" };
        await Store.PutAsync(product, expects: null, CancellationToken.None);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => Store.PutAsync(
            product with { Name = $"Writer {i}" }, stored => stored == product, CancellationToken.None))));
        var created = await Store.PutAsync(
            new Product { ProductId = NewId() }, stored => stored is not null, CancellationToken.None);

        Assert.Single(outcomes, PutStatus.Updated);
        Assert.Equal(9, outcomes.Count(outcome => outcome == PutStatus.RevisionMismatch));
        Assert.Equal(PutStatus.RevisionMismatch, created);
    }

    [StoreFact]
    public async Task Learning_adds_and_renews_but_never_overwrites_an_administrator()
    {
        var (learnt, written) = (NewId(), NewId());
        await Store.PutAsync(
            new Product { ProductId = written, Name = "Ours", Active = false }, expects: null, CancellationToken.None);
        await LearnAsync(new Product { ProductId = learnt, Name = "Old", Category = "a" });

        await LearnAsync(
            new Product { ProductId = learnt, Name = "Older still" },
            new Product { ProductId = learnt, Name = "New", Price = 5m },
            new Product { ProductId = written, Name = "Theirs", Category = "b", Price = 9.5m });

        Assert.Equal(
            new Product { ProductId = learnt, Name = "New", Category = "a", Price = 5m },
            await Store.GetAsync(learnt, CancellationToken.None));
        Assert.Equal(
            new Product { ProductId = written, Name = "Ours", Category = "b", Price = 9.5m, Active = false },
            await Store.GetAsync(written, CancellationToken.None));
    }

    [StoreFact]
    public async Task Thousands_are_learnt_at_once_and_listed_in_pages()
    {
        var prefix = NewId();
        var ids = Enumerable.Range(0, 5000).Select(i => $"{prefix}-{i:D4}").ToArray();

        await LearnAsync([.. ids.Reverse().Select(id => new Product { ProductId = id, Name = id })]);

        var page = await Store.ListAsync(after: ids[99], limit: 50, CancellationToken.None);
        Assert.Equal(ids[100..150], page.Select(product => product.ProductId));
        var all = new List<string>();
        await foreach (var product in Store.AllAsync(CancellationToken.None))
        {
            all.Add(product.ProductId);
        }

        Assert.Equal(ids, all.Where(id => id.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private Task LearnAsync(params Product[] products) => Store.UpsertLearntAsync(products, CancellationToken.None);
}

public sealed class SqliteProductStoreTests(SqliteFixture storage)
    : ProductStoreContract(storage), IClassFixture<SqliteFixture>;

[Needs(Servers.Postgres)]
public sealed class PostgresProductStoreTests(PostgresFixture storage)
    : ProductStoreContract(storage), IClassFixture<PostgresFixture>;
