using System.Globalization;
using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Support;

/// <summary>Online Shoppers Purchasing Intention (UCI 468): 12,330 sessions, 17 features, whether they
/// bought.</summary>
internal static class ShoppersData
{
    public static TrainingSet Read(string path)
    {
        var lines = File.ReadLines(path).Select(line => line.Split(',')).ToArray();
        var names = lines[0][..^1];
        var codes = new Dictionary<string, float>(StringComparer.Ordinal);
        var features = new FeatureMatrix(names, lines.Length - 1);
        for (var row = 0; row < features.Rows; row++)
        {
            for (var c = 0; c < names.Length; c++)
            {
                features[row, c] = Number(names[c], lines[row + 1][c], codes);
            }
        }

        return new TrainingSet(features, [.. lines.Skip(1).Select(line => line[^1] == "TRUE" ? 1f : 0f)]);
    }

    // Words (months, kinds of visitor) become numbers in the order of their first appearance.
    private static float Number(string column, string text, Dictionary<string, float> codes)
    {
        if (float.TryParse(text, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        if (!codes.TryGetValue(column + text, out var code))
        {
            code = codes.Count;
            codes.Add(column + text, code);
        }

        return code;
    }
}
