namespace Personalization.Learning.Boosting;

/// <summary>Draws the rows that one tree is grown on; the draw depends on the seed and the tree's number
/// only.</summary>
internal sealed class Sampling(BoostingOptions options, int rows)
{
    private const uint ForRows = 1;
    private readonly int[] _left = options.Subsample < 1 ? new int[rows] : [];

    /// <summary>The rows that the last draw left out, in ascending order.</summary>
    public ReadOnlyMemory<int> LeftOut { get; private set; }

    /// <summary>Writes the drawn rows in ascending order and says how many they are; never none.</summary>
    public int DrawRows(int tree, int[] into)
    {
        LeftOut = ReadOnlyMemory<int>.Empty;
        if (options.Subsample < 1)
        {
            var taken = DrawEach(SplitMix.For(options.Seed, tree, ForRows), into);
            if (taken > 0)
            {
                LeftOut = _left.AsMemory(0, rows - taken);
                return taken;
            }
        }

        for (var row = 0; row < rows; row++)
        {
            into[row] = row;
        }

        return rows;
    }

    private int DrawEach(SplitMix random, int[] into)
    {
        var limit = (ulong)(options.Subsample * 9007199254740992.0);
        int taken = 0, left = 0;
        for (var row = 0; row < rows; row++)
        {
            // Both are written and one counter moves: a branch here would be mispredicted at every other row.
            var isDrawn = random.Next() >> 11 < limit ? 1 : 0;
            into[taken] = row;
            _left[left] = row;
            taken += isDrawn;
            left += 1 - isDrawn;
        }

        return taken;
    }
}
