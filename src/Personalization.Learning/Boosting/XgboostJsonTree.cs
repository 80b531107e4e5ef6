using System.Text.Json;

namespace Personalization.Learning.Boosting;

/// <summary>Reads one tree of XGBoost's JSON model format and checks that it is a tree.</summary>
internal static class XgboostJsonTree
{
    private const int MostNodes = 1 << 24;

    public static Tree Read(JsonElement tree, int index, int features, int output)
    {
        try
        {
            return new Tree(ReadNodes(tree, features), output);
        }
        catch (ModelFormatException bad)
        {
            throw new ModelFormatException($"Tree {index}: {bad.Message}", bad);
        }
    }

    private static TreeNode[] ReadNodes(JsonElement tree, int features)
    {
        var left = Integers(tree, "left_children", expected: null);
        var size = left.Length;
        if (size is 0 or > MostNodes)
        {
            throw new ModelFormatException($"it has {size} nodes; 1 to {MostNodes} are expected.");
        }

        var categories = ReadCategories(tree, size);
        var right = Integers(tree, "right_children", size);
        var feature = Integers(tree, "split_indices", size);
        var missingLeft = Integers(tree, "default_left", size);
        var conditions = Conditions(tree, categories);
        var gains = Floats(tree, "loss_changes", size);
        var covers = Floats(tree, "sum_hessian", size);
        var weights = Floats(tree, "base_weights", size);
        var nodes = new TreeNode[size];
        for (var i = 0; i < size; i++)
        {
            nodes[i] = left[i] < 0
                ? new TreeNode(-1, -1, 0, 0, DefaultLeft: false, conditions[i], 0, covers[i])
                : new TreeNode(
                    left[i], right[i], feature[i], conditions[i], missingLeft[i] != 0, weights[i], gains[i], covers[i])
                {
                    Categories = categories[i],
                };
        }

        Check(nodes, features);
        return nodes;
    }

    private static uint[]?[] ReadCategories(JsonElement tree, int size)
    {
        var bits = new uint[]?[size];
        if (!tree.TryGetProperty("split_type", out _) || Integers(tree, "split_type", size).All(type => type == 0))
        {
            return bits;
        }

        var types = Integers(tree, "split_type", size);
        var nodes = Integers(tree, "categories_nodes", expected: null);
        var sizes = Integers(tree, "categories_sizes", nodes.Length);
        var starts = Integers(tree, "categories_segments", nodes.Length);
        var codes = Integers(tree, "categories", expected: null);
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i] < 0 || nodes[i] >= size || starts[i] < 0 || sizes[i] < 1
                || starts[i] > codes.Length - sizes[i])
            {
                throw new ModelFormatException($"element {i} of categories_nodes and its segment do not fit the tree.");
            }

            bits[nodes[i]] = Bits(codes.AsSpan(starts[i], sizes[i]));
        }

        for (var i = 0; i < size; i++)
        {
            if ((types[i] != 0) != (bits[i] is not null))
            {
                throw new ModelFormatException($"node {i} has categories or a categorical split_type, but not both.");
            }
        }

        return bits;
    }

    private static uint[] Bits(ReadOnlySpan<int> codes)
    {
        var most = 0;
        foreach (var code in codes)
        {
            most = code is >= 0 and < MostNodes
                ? Math.Max(most, code)
                : throw new ModelFormatException($"categories has {code}; codes are 0 to {MostNodes - 1}.");
        }

        var bits = new uint[(most >> 5) + 1];
        foreach (var code in codes)
        {
            bits[code >> 5] |= 1u << (code & 31);
        }

        return bits;
    }

    // Children after their parents, each the child of one: then every walk from the root ends in a leaf.
    private static void Check(TreeNode[] nodes, int features)
    {
        var reached = new bool[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].IsLeaf)
            {
                continue;
            }

            Reach(nodes[i].Left, i, reached);
            Reach(nodes[i].Right, i, reached);
            if (nodes[i].Feature < 0 || nodes[i].Feature >= features)
            {
                throw new ModelFormatException(
                    $"node {i} tests feature {nodes[i].Feature}; the model has {features} features.");
            }
        }
    }

    private static void Reach(int child, int parent, bool[] reached)
    {
        if (child <= parent || child >= reached.Length || reached[child])
        {
            throw new ModelFormatException(
                $"node {parent} has child {child}; a child must be a later node of the tree and have one parent.");
        }

        reached[child] = true;
    }

    internal static int[] Integers(JsonElement tree, string name, int? expected) =>
        Elements(tree, name, expected, element => element.ValueKind switch
        {
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => element.GetInt32(),
        });

    private static float[] Floats(JsonElement tree, string name, int expected) =>
        Elements(tree, name, expected, element => float.IsFinite(element.GetSingle())
            ? element.GetSingle()
            : throw new ModelFormatException($"{name} has a number that no 32-bit float holds."));

    // The threshold of a categorical node does not count, and XGBoost writes NaN there.
    private static float[] Conditions(JsonElement tree, uint[]?[] categories)
    {
        const string name = "split_conditions";
        var at = 0;
        return Elements(tree, name, categories.Length, element => categories[at++] is not null ? 0
            : float.IsFinite(element.GetSingle()) ? element.GetSingle()
            : throw new ModelFormatException($"{name} has a number that no 32-bit float holds."));
    }

    private static T[] Elements<T>(JsonElement tree, string name, int? expected, Func<JsonElement, T> read)
    {
        var array = XgboostJsonReader.Get(tree, name, JsonValueKind.Array);
        if (expected is not null && array.GetArrayLength() != expected)
        {
            throw new ModelFormatException($"{name} has {array.GetArrayLength()} elements, left_children {expected}.");
        }

        try
        {
            return [.. array.EnumerateArray().Select(read)];
        }
        catch (Exception bad) when (bad is FormatException or InvalidOperationException)
        {
            throw new ModelFormatException($"{name} has an element that is not a number of the expected kind.", bad);
        }
    }
}
