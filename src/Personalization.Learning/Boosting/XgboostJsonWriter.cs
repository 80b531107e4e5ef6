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
        Strings(json, "feature_types", ensemble.FeatureNames.Select(_ => "float"));
        WriteBooster(json, ensemble);
        WriteLearnerParameters(json, ensemble);
        json.WriteStartObject("objective");
        json.WriteString("name", "binary:logistic");
        json.WriteStartObject("reg_loss_param");
        json.WriteString("scale_pos_weight", "1");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        Numbers(json, "version", Version);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteLearnerParameters(Utf8JsonWriter json, TreeEnsemble ensemble)
    {
        json.WriteStartObject("learner_model_param");
        json.WriteString("base_score", ((float)ensemble.BaseScore).ToString("R"));
        json.WriteString("boost_from_average", "1");
        json.WriteString("num_class", "0");
        json.WriteString("num_feature", ensemble.FeatureNames.Count.ToString());
        json.WriteString("num_target", "1");
        json.WriteEndObject();
    }

    private static void WriteBooster(Utf8JsonWriter json, TreeEnsemble ensemble)
    {
        json.WriteStartObject("gradient_booster");
        json.WriteStartObject("model");
        json.WriteStartObject("gbtree_model_param");
        json.WriteString("num_parallel_tree", "1");
        json.WriteString("num_trees", ensemble.Trees.ToString());
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        Numbers(json, "tree_info", new int[ensemble.Trees]);
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
        Numbers(json, "categories", []);
        Numbers(json, "categories_nodes", []);
        Numbers(json, "categories_segments", []);
        Numbers(json, "categories_sizes", []);
        Numbers(json, "default_left", nodes.Select(node => node.DefaultLeft ? 1 : 0));
        json.WriteNumber("id", id);
        Numbers(json, "left_children", nodes.Select(node => node.Left));
        Floats(json, "loss_changes", nodes, node => node.Gain);
        Numbers(json, "parents", Parents(nodes));
        Numbers(json, "right_children", nodes.Select(node => node.Right));
        Floats(json, "split_conditions", nodes, node => node.IsLeaf ? node.Value : node.Threshold);
        Numbers(json, "split_indices", nodes.Select(node => node.Feature));
        Numbers(json, "split_type", nodes.Select(_ => 0));
        Floats(json, "sum_hessian", nodes, node => node.Cover);
        json.WriteStartObject("tree_param");
        json.WriteString("num_deleted", "0");
        json.WriteString("num_feature", features.ToString());
        json.WriteString("num_nodes", nodes.Length.ToString());
        json.WriteString("size_leaf_vector", "0");
        json.WriteEndObject();
        json.WriteEndObject();
    }

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
