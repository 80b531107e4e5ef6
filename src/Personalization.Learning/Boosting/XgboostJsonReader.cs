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
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            return ReadLearner(document.RootElement);
        }
        catch (JsonException notJson)
        {
            throw new ModelFormatException(
                "The model file is not JSON; save it in XGBoost under a name that ends in .json.", notJson);
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
        Require(Get(learner, "objective", JsonValueKind.Object), "name", "binary:logistic");

        var parameters = Get(learner, "learner_model_param", JsonValueKind.Object);
        var names = ReadNames(learner, (int)ReadNumber(parameters, "num_feature", 0, 1 << 24));
        var baseScore = ReadBaseScore(parameters);
        var model = Get(booster, "model", JsonValueKind.Object);
        var trees = new List<Tree>();
        foreach (var tree in Get(model, "trees", JsonValueKind.Array).EnumerateArray())
        {
            trees.Add(XgboostJsonTree.Read(tree, trees.Count, names.Count));
        }

        return new TreeEnsemble(names, baseScore, [.. trees]);
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
            throw new ModelFormatException($"feature_names: {bad.Message}", bad);
        }
    }

    private static string Text(JsonElement name) =>
        name.ValueKind == JsonValueKind.String ? name.GetString()! : string.Empty;

    private static float ReadBaseScore(JsonElement parameters)
    {
        var score = (float)ReadNumber(parameters, "base_score", 0, 1);
        return score is > 0 and < 1
            ? score
            : throw new ModelFormatException($"base_score is {score}; for binary:logistic it is over 0 and under 1.");
    }

    // The format writes these numbers as strings.
    private static double ReadNumber(JsonElement parent, string name, double least, double most)
    {
        var text = Get(parent, name, JsonValueKind.String).GetString()!.Trim('[', ']');
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most
                ? value
                : throw new ModelFormatException($"{name} is '{text}'; a number from {least} to {most} is expected.");
    }

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
