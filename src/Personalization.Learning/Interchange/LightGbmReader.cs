using System.Globalization;
using System.Text;
using Personalization.Learning.Boosting;

namespace Personalization.Learning.Interchange;

/// <summary>Reads LightGBM's text format (versions v2 to v4), from files that nobody vouches for.</summary>
/// <remarks>
/// A header of <c>key=value</c> lines, a block of such lines for each <c>Tree=</c>, and <c>end of trees</c>. Whatever
/// the bytes, the result is a sound ensemble or a <see cref="ModelFormatException"/>. What does not bear on predictions
/// is not looked at. Feature values are 32-bit floats here and 64-bit in LightGBM; a threshold is turned into the float
/// that divides all floats as it does.
/// </remarks>
internal static class LightGbmReader
{
    private const int MostFeatures = 1 << 20;

    public static TreeEnsemble Read(ReadOnlySpan<byte> file)
    {
        var lines = Encoding.UTF8.GetString(file).Split('\n');
        var at = 0;
        var header = Block(lines, ref at);
        var names = Names(header);
        var (objective, factor) = ObjectiveOf(header);
        var outputs = header.Whole("num_tree_per_iteration", 1, 1024);
        if (outputs != objective.Outputs)
        {
            throw new ModelFormatException(
                $"num_tree_per_iteration is {outputs}; for this objective it is {objective.Outputs}.");
        }

        var blocks = new List<LightGbmBlock>();
        while (at < lines.Length && lines[at].StartsWith("Tree=", StringComparison.Ordinal))
        {
            blocks.Add(Block(lines, ref at));
        }

        RequireAll(header, blocks.Count, lines, at);
        if (header.Has("average_output"))
        {
            factor /= Math.Max(1, blocks.Count / outputs);
        }

        var categorical = new bool[names.Count];
        var trees = blocks.Select((block, i) => new Tree(
            LightGbmTree.Read(block, i, factor, categorical), i % outputs)).ToArray();
        return new TreeEnsemble(
            new EnsembleShape(names, StartOf(objective), objective)
            {
                Categorical = Array.Exists(categorical, one => one) ? categorical : [],
            },
            trees);
    }

    // Up to an empty line (several may follow one another) or the next tree.
    private static LightGbmBlock Block(string[] lines, ref int at)
    {
        var block = new LightGbmBlock();
        block.Add(lines[at++]);
        while (at < lines.Length && lines[at].Trim() is not "end of trees"
            && !lines[at].StartsWith("Tree=", StringComparison.Ordinal))
        {
            block.Add(lines[at++]);
        }

        return block;
    }

    private static void RequireAll(LightGbmBlock header, int found, string[] lines, int at)
    {
        var expected = header.Text("tree_sizes").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (found != expected || at >= lines.Length)
        {
            throw new ModelFormatException(
                $"The file has {found} of {expected} trees and {(at < lines.Length ? "more after them" : "no end")}; "
                + "it was cut off or put together.");
        }
    }

    private static IReadOnlyList<string> Names(LightGbmBlock header)
    {
        var count = header.Whole("max_feature_idx", 0, MostFeatures) + 1;
        var names = header.Text("feature_names").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length != count)
        {
            throw new ModelFormatException($"There are {names.Length} feature_names; max_feature_idx says {count}.");
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

    // The objective, and what the sums of leaves are to be multiplied by.
    private static (Objective Objective, double Factor) ObjectiveOf(LightGbmBlock header)
    {
        var words = header.Text("objective").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kind = words.Length > 0 ? words[0] : "";
        return kind switch
        {
            "binary" => (Objective.Binary, Parameter(words, "sigmoid:", 1, 1e-6, 1e6)),
            "cross_entropy" or "xentropy" => (Objective.Binary, 1),
            "regression" or "regression_l1" or "huber" or "fair" or "quantile" or "mape"
                when !words.Contains("sqrt") => (Objective.SquaredError, 1),
            "poisson" or "gamma" => (Objective.Poisson, 1),
            "tweedie" => (Objective.Tweedie(
                Parameter(words, "tweedie_variance_power:", 1.5, 1.000001, 1.999999)), 1),
            "multiclass" or "softmax" => (Objective.MultiClass(
                (int)Parameter(words, "num_class:", header.Whole("num_class", 2, 1024), 2, 1024)), 1),
            _ => throw new ModelFormatException(
                $"The objective is '{header.Text("objective")}'; binary, cross_entropy, regression, poisson, gamma, "
                + "tweedie and multiclass are supported."),
        };
    }

    private static double Parameter(string[] words, string name, double otherwise, double least, double most)
    {
        var word = words.FirstOrDefault(word => word.StartsWith(name, StringComparison.Ordinal));
        if (word is null)
        {
            return otherwise;
        }

        return double.TryParse(word[name.Length..], CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most
                ? value
                : throw new ModelFormatException($"objective: '{word}' is out of range.");
    }

    // What makes the sum of trees start from 0.
    private static float StartOf(Objective objective) => objective.Kind switch
    {
        ObjectiveKind.Binary => 0.5f,
        ObjectiveKind.Poisson or ObjectiveKind.Tweedie => 1,
        _ => 0,
    };
}
