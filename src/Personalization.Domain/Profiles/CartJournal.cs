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
        Span<Line> lines = stackalloc Line[Count];
        var played = new CartLine[Play(lines)];
        for (var i = 0; i < played.Length; i++)
        {
            var line = lines[i];
            played[i] = new CartLine(
                this[line.Product].Product,
                line.Category < 0 ? null : this[line.Category].Category,
                line.Quantity,
                line.PriceUnits,
                Instants.FromMilliseconds(line.AddedAt));
        }

        return played;
    }

    /// <summary>
    /// The same without an allocation, into room for <see cref="Count"/> lines; answers how many there are.
    /// </summary>
    public int Play(Span<Line> lines)
    {
        var count = 0;
        for (var i = 0; i < Count; i++)
        {
            ref readonly var operation = ref this[i];
            var at = Find(lines[..count], operation.Product);
            var line = at < count ? lines[at] : new Line(i, -1, 0, 0, operation.At);
            line = line with
            {
                Quantity = (int)Math.Clamp((long)line.Quantity + operation.Quantity, 0, int.MaxValue),
                Category = operation.Category is null ? line.Category : i,
                PriceUnits = operation.PriceUnits == 0 ? line.PriceUnits : operation.PriceUnits,
            };
            if (line.Quantity > 0)
            {
                lines[at] = line;
                count = Math.Max(count, at + 1);
            }
            else if (at < count)
            {
                lines[(at + 1)..count].CopyTo(lines[at..]);
                count--;
            }
        }

        return count;
    }

    // As many as there are for a product that has no line.
    private int Find(ReadOnlySpan<Line> lines, string product)
    {
        var at = 0;
        while (at < lines.Length && !string.Equals(this[lines[at].Product].Product, product))
        {
            at++;
        }

        return at;
    }

    /// <summary>A line of the cart; its product and category by the numbers of operations that name them.</summary>
    internal readonly record struct Line(int Product, int Category, int Quantity, long PriceUnits, long AddedAt);

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
