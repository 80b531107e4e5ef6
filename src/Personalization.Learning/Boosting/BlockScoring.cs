using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Personalization.Learning.Boosting;

/// <summary>Scores blocks of rows with one output's trees, 64 rows at a time.</summary>
/// <remarks>
/// A value is replaced by the number of the model's thresholds of its feature that are not above it, which fits a byte.
/// Then every node of a tree is one comparison of 64 bytes, whether rows come to it or not, and from the lowest nodes
/// up each keeps the leaf that its left or its right side has found: no branch and no jump about in memory. Sums run in
/// the order of the trees, as for one row, and so give the same bits.
/// </remarks>
internal sealed class BlockScoring
{
    /// <summary>Rows in a block.</summary>
    public const int Rows = 256;

    /// <summary>Leaves are numbered in a byte, and a tree costs 2^depth comparisons.</summary>
    public const int DeepestTree = 8;
    private readonly BlockTree[] _trees;
    private readonly CodeLanes _lanes;

    private BlockScoring(BlockTree[] trees, CodeLanes lanes) => (_trees, _lanes) = (trees, lanes);

    /// <summary>Null where the trees are too deep, have categories, or more thresholds a feature than a byte
    /// counts.</summary>
    public static BlockScoring? For(IReadOnlyList<Tree> trees)
    {
        if (trees.Any(tree => tree.HasCategories || tree.Depth > DeepestTree))
        {
            return null;
        }

        var lanes = CodeLanes.For(trees);
        return lanes is null ? null : new BlockScoring([.. trees.Select(tree => new BlockTree(tree, lanes))], lanes);
    }

    /// <summary>What one thread writes to while it sums.</summary>
    public BlockRoom Room() => new(_lanes.Count);

    /// <summary>The sums of the trees' leaves for rows from <paramref name="first"/> on, as many as
    /// <paramref name="sums"/> has places, a whole block at most.</summary>
    public void Sum(FeatureMatrix features, int first, Span<double> sums, BlockRoom room)
    {
        _lanes.Fill(features, first, sums.Length, room.Codes);
        var padded = room.Sums;
        padded.Fill(sums[0]);
        ref var codes = ref MemoryMarshal.GetReference(room.Codes);
        ref var leaves = ref MemoryMarshal.GetReference(room.Leaves);
        for (var chunk = 0; chunk < sums.Length; chunk += Vector512<byte>.Count)
        {
            ref var part = ref padded[chunk];
            foreach (var tree in _trees)
            {
                tree.Find(ref Unsafe.Add(ref codes, chunk), ref leaves);
                tree.Add(ref leaves, ref part);
            }
        }

        padded[..sums.Length].CopyTo(sums);
    }
}
