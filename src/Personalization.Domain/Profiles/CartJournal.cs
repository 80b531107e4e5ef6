using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>A line of the open cart.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Category">As the last operation on it said; null when none did.</param>
/// <param name="Quantity">At least 1.</param>
/// <param name="PriceUnits">Price of one in 1/10,000 of the currency, as last sent; 0 when never.</param>
/// <param name="AddedAt">When it came into the cart.</param>
public sealed record CartLine(
    string ProductId, string? Category, int Quantity, long PriceUnits, DateTimeOffset AddedAt)
{
    /// <summary>Price times quantity in 1/10,000 of the currency.</summary>
    public long ValueUnits => Money.Times(PriceUnits, Quantity);
}

/// <summary>The newest cart operations after the last order, from which the open cart is played back.</summary>
/// <remarks>
/// Kept as operations because a late event may belong between two others; an order empties the cart at its time.
/// </remarks>
internal sealed class CartJournal
{
    private readonly NewestList<Operation, Order> _operations = new(Limits.CartOperations);

    public int Count => _operations.Count;

    public ref readonly Operation this[int index] => ref _operations[index];

    public void Clear() => _operations.Clear();

    public void Reserve(int operations) => _operations.Reserve(operations);

    public void Add(Operation operation, long lastOrder)
    {
        if (operation.At > lastOrder)
        {
            _operations.Add(operation);
        }
    }

    public void AddAll(CartJournal other, long lastOrder)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Add(other[i], lastOrder);
        }
    }

    /// <summary>Forgets what an order took out of the cart.</summary>
    public void Clear(long lastOrder)
    {
        var done = 0;
        while (done < Count && this[done].At <= lastOrder)
        {
            done++;
        }

        if (done > 0)
        {
            _operations.DropSmallest(done);
        }
    }

    /// <summary>The lines in the cart now, in the order in which they came in.</summary>
    public IReadOnlyList<CartLine> Play()
    {
        if (Count == 0)
        {
            return [];
        }

        var lines = new List<CartLine>();
        for (var i = 0; i < Count; i++)
        {
            Play(this[i], lines);
        }

        return lines;
    }

    private static void Play(in Operation operation, List<CartLine> lines)
    {
        var product = operation.Product;
        var index = lines.FindIndex(line => string.Equals(line.ProductId, product));
        var line = index < 0
            ? new CartLine(product, null, 0, 0, Instants.FromMilliseconds(operation.At))
            : lines[index];
        line = line with
        {
            Quantity = (int)Math.Clamp((long)line.Quantity + operation.Quantity, 0, int.MaxValue),
            Category = operation.Category ?? line.Category,
            PriceUnits = operation.PriceUnits == 0 ? line.PriceUnits : operation.PriceUnits,
        };
        if (index >= 0 && line.Quantity == 0)
        {
            lines.RemoveAt(index);
        }
        else if (index >= 0)
        {
            lines[index] = line;
        }
        else if (line.Quantity > 0)
        {
            lines.Add(line);
        }
    }

    /// <summary>Quantity is positive for what came in, negative for what went out.</summary>
    internal readonly record struct Operation(long At, string Product, int Quantity, long PriceUnits, string? Category);

    /// <summary>By time; at the same time what came in first, then by content.</summary>
    internal readonly struct Order : IComparer<Operation>
    {
        public int Compare(Operation x, Operation y)
        {
            var order = x.At.CompareTo(y.At);
            order = order != 0 ? order : y.Quantity.CompareTo(x.Quantity);
            order = order != 0 ? order : string.CompareOrdinal(x.Product, y.Product);
            order = order != 0 ? order : x.PriceUnits.CompareTo(y.PriceUnits);
            return order != 0 ? order : string.CompareOrdinal(x.Category, y.Category);
        }
    }
}
