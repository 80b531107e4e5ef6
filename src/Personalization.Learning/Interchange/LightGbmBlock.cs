using System.Globalization;
using Personalization.Learning.Boosting;

namespace Personalization.Learning.Interchange;

/// <summary>The <c>key=value</c> lines of a part of LightGBM's text format.</summary>
internal sealed class LightGbmBlock
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public void Add(string line)
    {
        var parts = line.Trim().Split('=', 2);
        _values[parts[0]] = parts.Length > 1 ? parts[1] : "";
    }

    public bool Has(string key) => _values.ContainsKey(key);

    public string Text(string key) => _values.TryGetValue(key, out var value)
        ? value
        : throw new ModelFormatException($"There is no line '{key}='.");

    public int Whole(string key, int least, int most) =>
        int.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        && value >= least && value <= most
            ? value
            : throw new ModelFormatException($"{key} is '{Text(key)}'; {least} to {most} is expected.");

    public int[] Wholes(string key, int count) => Array.ConvertAll(Doubles(key, count), value =>
        value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue
            ? (int)value
            : throw new ModelFormatException($"{key} has {value}, which is no whole number."));

    public double[] Doubles(string key, int count)
    {
        var words = Text(key).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != count)
        {
            throw new ModelFormatException($"{key} has {words.Length} numbers; {count} are expected.");
        }

        return Array.ConvertAll(words, word =>
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
                ? value
                : throw new ModelFormatException($"{key} has '{word}', which is no finite number."));
    }
}
