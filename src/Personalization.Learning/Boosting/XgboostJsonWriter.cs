using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Personalization.Learning.Boosting;

/// <summary>Writes an ensemble in XGBoost's JSON model format: https://xgboost.readthedocs.io, "Introduction to Model
/// IO".</summary>
/// <remarks>Floats are written with the fewest digits that read back as the same 32 bits.</remarks>
internal static class XgboostJsonWriter
{
    // What XGBoost writes for the root's parent: the greatest 32-bit integer.
    private const int NoParent = int.MaxValue;
    private static readonly int[] Version = [1, 7, 4];

    // XGBoost 1.7 reads \u escapes as they stand, so names must not be escaped beyond what JSON asks for.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(TreeEnsemble ensemble)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        json.WriteStartObject("learner");
        json.WriteStartObject("attributes");
        json.WriteEndObject();
        Strings(json, "feature_names", ensemble.FeatureNames);
        Strings(json, "feature_types", ensemble.FeatureNames.Select((_, f) => Type(ensemble, f)));
        WriteBooster(json, ensemble);
        WriteLearnerParameters(json, ensemble);
        XgboostObjective.Write(json, ensemble.Objective);
        json.WriteEndObject();
        Numbers(json, "version", Version);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteLearnerParameters(Utf8JsonWriter json, TreeEnsemble ensemble)
    {
        json.WriteStartObject("learner_model_param");
        json.WriteString("base_score", Text((float)ensemble.BaseScore));
        json.WriteString("boost_from_average", "1");
        json.WriteString("num_class", ensemble.Outputs == 1 ? "0" : ensemble.Outputs.ToString());
        json.WriteString("num_feature", ensemble.FeatureNames.Count.ToString());
        json.WriteString("num_target", "1");
        json.WriteEndObject();
    }

    private static void WriteBooster(Utf8JsonWriter json, TreeEnsemble ensemble)
    {
        json.WriteStartObject("gradient_booster");
        json.WriteStartObject("model");
        json.WriteStartObject("gbtree_model_param");
        json.WriteString("num_parallel_tree", ensemble.Shape.ParallelTrees.ToString());
        json.WriteString("num_trees", ensemble.Trees.ToString());
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        Numbers(json, "tree_info", ensemble.AllTrees.Select(tree => tree.Output));
        json.WriteStartArray("trees");
        for (var id = 0; id < ensemble.Trees; id++)
        {
            WriteTree(json, ensemble.AllTrees[id].Nodes, id, ensemble.FeatureNames.Count);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("name", "gbtree");
        json.WriteEndObject();
    }

    private static void WriteTree(Utf8JsonWriter json, TreeNode[] nodes, int id, int features)
    {
        json.WriteStartObject();
        Floats(json, "base_weights", nodes, node => node.Value);
        WriteCategories(json, nodes);
        Numbers(json, "default_left", nodes.Select(node => node.DefaultLeft ? 1 : 0));
        json.WriteNumber("id", id);
        Numbers(json, "left_children", nodes.Select(node => node.Left));
        Floats(json, "loss_changes", nodes, node => node.Gain);
        Numbers(json, "parents", Parents(nodes));
        Numbers(json, "right_children", nodes.Select(node => node.Right));
        Floats(json, "split_conditions", nodes, node => node.IsLeaf ? node.Value : node.Threshold);
        Numbers(json, "split_indices", nodes.Select(node => node.Feature));
        Numbers(json, "split_type", nodes.Select(node => node.Categories is null ? 0 : 1));
        Floats(json, "sum_hessian", nodes, node => node.Cover);
        json.WriteStartObject("tree_param");
        json.WriteString("num_deleted", "0");
        json.WriteString("num_feature", features.ToString());
        json.WriteString("num_nodes", nodes.Length.ToString());
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The codes that go right, node after node, and where in that list each node's begin.
    private static void WriteCategories(Utf8JsonWriter json, TreeNode[] nodes)
    {
        var listed = nodes
            .Select((node, id) => (Id: id, Codes: CodesOf(node.Categories)))
            .Where(node => node.Codes.Length > 0)
            .ToArray();
        var starts = new int[listed.Length];
        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] = starts[i - 1] + listed[i - 1].Codes.Length;
        }

        Numbers(json, "categories", listed.SelectMany(node => node.Codes));
        Numbers(json, "categories_nodes", listed.Select(node => node.Id));
        Numbers(json, "categories_segments", starts);
        Numbers(json, "categories_sizes", listed.Select(node => node.Codes.Length));
    }

    private static int[] CodesOf(uint[]? bits) => bits is null
        ? []
        : [.. Enumerable.Range(0, bits.Length * 32).Where(code => ((bits[code >> 5] >> (code & 31)) & 1) != 0)];

    private static string Type(TreeEnsemble ensemble, int feature) =>
        ensemble.Shape.Categorical.Length > 0 && ensemble.Shape.Categorical[feature] ? "c" : "float";

    private static int[] Parents(TreeNode[] nodes)
    {
        var parents = new int[nodes.Length];
        parents[0] = NoParent;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (!nodes[i].IsLeaf)
            {
                parents[nodes[i].Left] = i;
                parents[nodes[i].Right] = i;
            }
        }

        return parents;
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<int> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static void Floats(Utf8JsonWriter json, string name, TreeNode[] nodes, Func<TreeNode, float> value)
    {
        json.WriteStartArray(name);
        foreach (var node in nodes)
        {
            json.WriteRawValue(Text(value(node)), skipInputValidation: true);
        }

        json.WriteEndArray();
    }

    // XGBoost tells integers from floats by the text and takes no integer here: 3 must be 3E0.
    private static string Text(float value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + "E0" : text;
    }
}
