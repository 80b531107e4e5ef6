using Personalization.Domain.Events;

namespace Personalization.Domain.Recommendations;

/// <summary>
/// Gathers what events say of products; the newest statement about each fact wins, whatever the order of the events.
/// </summary>
/// <remarks>Not thread-safe. Facts that would not pass <see cref="Product.Validate"/> are passed over.</remarks>
public sealed class ProductLearner
{
    private readonly Dictionary<string, Facts> _learnt = new(StringComparer.Ordinal);

    /// <summary>How many products something was learnt of.</summary>
    public int Count => _learnt.Count;

    /// <summary>
    /// Takes in the product lines of one event, which is to be read with <see cref="EventDetail.Full"/>.
    /// </summary>
    public void Observe(CustomerEvent happened)
    {
        foreach (var line in happened.Products)
        {
            if (line.ProductId is { Length: > 0 and <= Product.MaxIdLength } id && !id.Any(char.IsControl))
            {
                Learn(id, line, happened.At);
            }
        }
    }

    /// <summary>The products in the order of their ids.</summary>
    public IReadOnlyList<Product> Products() =>
        [.. _learnt.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => entry.Value.ToProduct(entry.Key))];

    private void Learn(string id, ProductLine line, DateTimeOffset at)
    {
        if (!_learnt.TryGetValue(id, out var facts))
        {
            _learnt[id] = facts = new Facts();
        }

        facts.Name.Take(Word(line.Name, Product.MaxNameLength), at);
        facts.Category.Take(Word(line.Category, Product.MaxWordLength), at);
        facts.Brand.Take(Word(line.Brand, Product.MaxWordLength), at);
        facts.Url.Take(Link(line.Url), at);
        facts.ImageUrl.Take(Link(line.ImageUrl), at);
        if (line.PriceUnits > 0)
        {
            facts.Price.Take(line.PriceUnits, at);
        }
    }

    private static string? Word(string? text, int longest) =>
        text?.Trim() is { Length: > 0 } word && word.Length <= longest ? word : null;

    private static string? Link(string? text) =>
        Word(text, Product.MaxLinkLength) is { } link && Product.IsLink(link) ? link : null;

    private sealed class Facts
    {
        internal Fact<string?> Name;
        internal Fact<string?> Category;
        internal Fact<string?> Brand;
        internal Fact<string?> Url;
        internal Fact<string?> ImageUrl;
        internal Fact<long?> Price;

        internal Product ToProduct(string id) => new()
        {
            ProductId = id,
            Name = Name.Value,
            Category = Category.Value,
            Brand = Brand.Value,
            Price = Price.Value is { } units ? units / (decimal)Money.UnitsPerOne : null,
            Url = Url.Value,
            ImageUrl = ImageUrl.Value,
        };
    }

    private struct Fact<T>
    {
        private DateTimeOffset _at;

        internal T? Value { get; private set; }

        internal void Take(T? value, DateTimeOffset at)
        {
            if (value is not null && (Value is null || at >= _at))
            {
                (Value, _at) = (value, at);
            }
        }
    }
}
