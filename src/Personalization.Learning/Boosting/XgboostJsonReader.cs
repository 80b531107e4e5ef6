using System.Globalization;
using System.Text.Json;

namespace Personalization.Learning.Boosting;

/// <summary>Reads XGBoost's JSON model format, from files that nobody vouches for.</summary>
/// <remarks>
/// Whatever the bytes, the result is a sound ensemble or a <see cref="ModelFormatException"/>. Parts that do not bear
/// on predictions are not looked at. XGBoost 3.1 writes <c>base_score</c> as a list of one.
/// </remarks>
internal static class XgboostJsonReader
{
    public static TreeEnsemble Read(ReadOnlySpan<byte> json)
    {
        try
        {
            // XGBoost writes NaN, which is no JSON, for thresholds that do not count.
            var reader = new Utf8JsonReader(XgboostNumbers.WithoutNaN(json));
            using var document = JsonDocument.ParseValue(ref reader);
            _ = reader.Read();
            return ReadLearner(document.RootElement);
        }
        catch (JsonException notJson)
        {
            throw new ModelFormatException(
                "The model file is not JSON or is cut off; save it in XGBoost under a name that ends in .json.",
                notJson);
        }
        catch (InvalidOperationException notText)
        {
            // What System.Text.Json throws for a string that is not UTF-8.
            throw new ModelFormatException("The model file has a string that is not UTF-8.", notText);
        }
    }

    private static TreeEnsemble ReadLearner(JsonElement root)
    {
        var learner = Get(root, "learner", JsonValueKind.Object);
        var booster = Get(learner, "gradient_booster", JsonValueKind.Object);
        Require(booster, "name", "gbtree");
        var parameters = Get(learner, "learner_model_param", JsonValueKind.Object);
        var objective = XgboostObjective.Read(learner, parameters);
        var names = ReadNames(learner, (int)ReadNumber(parameters, "num_feature", 0, 1 << 24));
        var model = Get(booster, "model", JsonValueKind.Object);
        var outputs = XgboostJsonTree.Integers(model, "tree_info", expected: null);
        var trees = new List<Tree>();
        foreach (var tree in Get(model, "trees", JsonValueKind.Array).EnumerateArray())
        {
            trees.Add(XgboostJsonTree.Read(tree, trees.Count, names.Count, OutputOf(outputs, trees.Count, objective)));
        }

        RequireAll(model, trees.Count, outputs.Length);
        var shape = new EnsembleShape(names, ReadBaseScore(parameters, objective), objective)
        {
            ParallelTrees = ReadParallelTrees(model),
            Categorical = ReadCategorical(learner, names.Count, trees),
        };
        return new TreeEnsemble(shape, [.. trees]);
    }

    private static int OutputOf(int[] outputs, int tree, Objective objective) =>
        tree < outputs.Length && outputs[tree] >= 0 && outputs[tree] < objective.Outputs
            ? outputs[tree]
            : throw new ModelFormatException(
                $"tree_info does not give tree {tree} one of the model's {objective.Outputs} outputs.");

    // A file that lost trees on its way is still JSON, and would predict something else.
    private static void RequireAll(JsonElement model, int trees, int infos)
    {
        var parameters = Get(model, "gbtree_model_param", JsonValueKind.Object);
        var expected = parameters.TryGetProperty("num_trees", out _)
            ? (int)ReadNumber(parameters, "num_trees", 0, int.MaxValue)
            : trees;
        if (trees != expected || trees != infos)
        {
            throw new ModelFormatException(
                $"The model has {trees} trees; num_trees says {expected}, and tree_info has {infos} elements.");
        }
    }

    private static int ReadParallelTrees(JsonElement model)
    {
        var parameters = Get(model, "gbtree_model_param", JsonValueKind.Object);
        return parameters.TryGetProperty("num_parallel_tree", out _)
            ? (int)ReadNumber(parameters, "num_parallel_tree", 0, 1 << 24)
            : 1;
    }

    private static bool[] ReadCategorical(JsonElement learner, int count, List<Tree> trees)
    {
        var flags = new bool[count];
        if (learner.TryGetProperty("feature_types", out var types) && types.ValueKind == JsonValueKind.Array
            && types.GetArrayLength() == count)
        {
            var at = 0;
            foreach (var type in types.EnumerateArray())
            {
                flags[at++] = Text(type) == "c";
            }
        }

        foreach (var node in trees.SelectMany(tree => tree.Nodes).Where(node => node.Categories is not null))
        {
            flags[node.Feature] = true;
        }

        return flags;
    }

    private static IReadOnlyList<string> ReadNames(JsonElement learner, int count)
    {
        var names = learner.TryGetProperty("feature_names", out var given) && given.ValueKind == JsonValueKind.Array
            ? given.EnumerateArray().Select(Text).ToList()
            : [];
        if (names.Count == 0)
        {
            names = [.. Enumerable.Range(0, count).Select(f => $"f{f}")];
        }

        if (names.Count != count)
        {
            throw new ModelFormatException(
                $"The model has {count} features (num_feature) and {names.Count} feature_names.");
        }

        try
        {
            return FeatureMatrix.CheckedNames(names);
        }
        catch (ArgumentException bad)
        {
            throw new ModelFormatException($"feature_names: {FeatureMatrix.Said(bad)}", bad);
        }
    }

    private static string Text(JsonElement name) =>
        name.ValueKind == JsonValueKind.String ? name.GetString()! : string.Empty;

    private static float ReadBaseScore(JsonElement parameters, Objective objective)
    {
        var score = ReadEqual(parameters, "base_score", objective.Outputs);
        return double.IsFinite(Loss.Of(objective).Margin(score))
            ? score
            : throw new ModelFormatException(
                $"base_score is {score}, which is no prediction of {XgboostObjective.NameOf(objective)}.");
    }

    // A list of one, or of one for each output; a constant that all classes share does not tell them apart.
    private static float ReadEqual(JsonElement parameters, string name, int outputs)
    {
        var words = Get(parameters, name, JsonValueKind.String).GetString()!.Trim('[', ']').Split(',');
        if (words.Length != 1 && (words.Length != outputs || words.Distinct(StringComparer.Ordinal).Count() > 1))
        {
            throw new ModelFormatException(
                $"{name} is a list of {words.Length} different numbers, which is not supported; train with one.");
        }

        return (float)Number(name, words[0], -float.MaxValue, float.MaxValue);
    }

    // The format writes these numbers as strings.
    internal static double ReadNumber(JsonElement parent, string name, double least, double most) =>
        Number(name, Get(parent, name, JsonValueKind.String).GetString()!, least, most);

    private static double Number(string name, string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most
                ? value
                : throw new ModelFormatException($"{name} is '{text}'; a number from {least} to {most} is expected.");

    private static void Require(JsonElement parent, string name, string expected)
    {
        var value = Get(parent, name, JsonValueKind.String).GetString();
        if (value != expected)
        {
            throw new ModelFormatException($"The model's {name} is '{value}'; only '{expected}' is supported.");
        }
    }

    internal static JsonElement Get(JsonElement parent, string name, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var value)
        && value.ValueKind == kind
            ? value
            : throw new ModelFormatException($"'{name}' is missing from the model file, or not a JSON {kind}.");
}
