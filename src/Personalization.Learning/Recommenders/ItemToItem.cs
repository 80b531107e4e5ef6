using Personalization.Learning.Boosting;

namespace Personalization.Learning.Recommenders;

/// <summary>An item that the same users had, and how similar it is, over 0 and up to 1.</summary>
public readonly record struct Neighbour(int Item, float Score);

/// <summary>For every item those that occur with the same users: "who had this also had".</summary>
/// <remarks>
/// Cosine similarity of the items' columns of user weights (Sarwar, Karypis, Konstan and Riedl, "Item-based
/// collaborative filtering recommendation algorithms", WWW 2001; equation (18) of docs/learning.md), shrunk by the
/// number of common users (Bell and Koren, "Scalable collaborative filtering with jointly derived neighborhood
/// interpolation weights", ICDM 2007; equation (19)), so that a coincidence of two users does not beat an agreement of
/// hundreds. Immutable, for any number of threads.
/// </remarks>
public sealed class ItemToItem
{
    private readonly int[] _starts;
    private readonly Neighbour[] _neighbours;

    private ItemToItem(int[] starts, Neighbour[] neighbours)
    {
        _starts = starts;
        _neighbours = neighbours;
    }

    /// <summary>One user's items, each once, and how much each counts, over 0 (1 where nothing better is
    /// known).</summary>
    public readonly record struct Basket(int[] Items, float[] Weights);

    /// <summary>The number of items.</summary>
    public int Items => _starts.Length - 1;

    /// <summary>Learns from baskets, one a user, of items numbered from 0 to <paramref name="items"/> - 1.</summary>
    /// <remarks>Time grows with the sum of squared basket sizes, which <see cref="ItemToItemOptions.MostItemsOfUser"/>
    /// bounds.</remarks>
    /// <exception cref="ArgumentException">An option, an item or a weight is out of range, or an item is twice in a
    /// basket.</exception>
    public static ItemToItem Fit(int items, IEnumerable<Basket> usersItems, ItemToItemOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        ArgumentNullException.ThrowIfNull(usersItems);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();

        var table = new BasketTable(items, usersItems, options.MostItemsOfUser);
        var norms = Norms(items, table);
        var found = new Neighbour[items][];
        const int block = 64;
        new Workers(options.Threads).RunBlocks(items, block, (from, to) =>
        {
            var search = new NeighbourSearch(table, norms, options);
            for (var item = from; item < to; item++)
            {
                found[item] = search.Find(item);
            }
        });

        var starts = new int[items + 1];
        for (var item = 0; item < items; item++)
        {
            starts[item + 1] = starts[item] + found[item].Length;
        }

        return new ItemToItem(starts, found.SelectMany(one => one).ToArray());
    }

    /// <summary>The neighbours of an item from the most similar down (of equal ones the lowest number first); may be
    /// none.</summary>
    public ReadOnlySpan<Neighbour> Neighbours(int item) => _neighbours.AsSpan(_starts[item].._starts[item + 1]);

    private static double[] Norms(int items, BasketTable table)
    {
        var norms = new double[items];
        for (var item = 0; item < items; item++)
        {
            var squares = 0.0;
            foreach (var weight in table.WeightsWith(item))
            {
                squares += (double)weight * weight;
            }

            norms[item] = Math.Sqrt(squares);
        }

        return norms;
    }
}
