namespace Personalization.Learning.Boosting;

/// <summary>One node of a finished tree. A leaf has no children (<c>Left</c> is -1) and a value.</summary>
/// <param name="Left">Index of the left child, always greater than the node's own; -1 in a leaf.</param>
/// <param name="Right">Index of the right child.</param>
/// <param name="Feature">The column tested.</param>
/// <param name="Threshold">Values below it go left.</param>
/// <param name="DefaultLeft">Whether a missing value goes left.</param>
/// <param name="Value">The leaf's shrunk weight; in an inner node what it would have been.</param>
/// <param name="Gain">Equation (7); 0 in a leaf.</param>
/// <param name="Cover">The sum of second derivatives of the training rows that came here.</param>
internal readonly record struct TreeNode(
    int Left, int Right, int Feature, float Threshold, bool DefaultLeft, float Value, float Gain, float Cover)
{
    private const float CodesEnd = 1 << 24;

    public bool IsLeaf => Left < 0;

    /// <summary>Where the feature is categorical, the codes that go right, one bit for each; all others go left and
    /// there is no threshold.</summary>
    public uint[]? Categories { get; init; }

    /// <summary>The child for a value: XGBoost's rule, in which equality goes right.</summary>
    public int Next(float value) => GoesLeft(value) ? Left : Right;

    private bool GoesLeft(float value) => float.IsNaN(value) ? DefaultLeft
        : Categories is null ? value < Threshold
        : !IsListed(Categories, value);

    // As in XGBoost, a fraction is cut off, and what is no code at all is not listed.
    private static bool IsListed(uint[] categories, float value)
    {
        if (!(value >= 0 && value < CodesEnd))
        {
            return false;
        }

        var code = (int)value;
        return code >> 5 < categories.Length && ((categories[code >> 5] >> (code & 31)) & 1) != 0;
    }
}

/// <summary>A regression tree; node 0 is the root.</summary>
/// <param name="nodes">Children come after their parents.</param>
/// <param name="output">Which of the ensemble's outputs it adds to.</param>
internal sealed class Tree(TreeNode[] nodes, int output = 0)
{
    public TreeNode[] Nodes { get; } = nodes;

    public int Output { get; } = output;

    /// <summary>The most splits on a way from root to leaf.</summary>
    public int Depth { get; } = DepthOf(nodes);

    public bool HasCategories { get; } = Array.Exists(nodes, node => node.Categories is not null);

    /// <summary>The value of the leaf that a row comes to.</summary>
    public float Value(ReadOnlySpan<float> row)
    {
        var at = 0;
        while (!Nodes[at].IsLeaf)
        {
            at = Nodes[at].Next(row[Nodes[at].Feature]);
        }

        return Nodes[at].Value;
    }

    /// <summary>The same for one row of a matrix.</summary>
    public float Value(FeatureMatrix features, int row)
    {
        var at = 0;
        while (!Nodes[at].IsLeaf)
        {
            at = Nodes[at].Next(features[row, Nodes[at].Feature]);
        }

        return Nodes[at].Value;
    }

    private static int DepthOf(TreeNode[] nodes)
    {
        var depths = new int[nodes.Length];
        var deepest = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (!nodes[i].IsLeaf)
            {
                depths[nodes[i].Left] = depths[i] + 1;
                depths[nodes[i].Right] = depths[i] + 1;
                deepest = Math.Max(deepest, depths[i] + 1);
            }
        }

        return deepest;
    }
}
