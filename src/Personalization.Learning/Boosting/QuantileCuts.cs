namespace Personalization.Learning.Boosting;

/// <summary>The borders of one feature's bins, ascending: equation (8) of docs/learning.md.</summary>
/// <remarks>
/// Bin b holds the values v with <c>cut[b-1] &lt;= v &lt; cut[b]</c>, so "in a bin up to b" and <c>v &lt; cut[b]</c>
/// are the same test: what was learnt on bins holds exactly for raw values. With n cuts there are n + 1 bins. A
/// categorical feature has a bin for each category instead, <c>cut[b]</c> being its code, and one after them for what
/// is too rare for a bin of its own.
/// </remarks>
internal sealed class QuantileCuts
{
    /// <summary>The code of a missing value; codes below it are bins.</summary>
    public const byte Missing = 255;

    private readonly ThresholdTable _table;

    private QuantileCuts(float[] cuts, bool hasMissing, bool isCategorical)
    {
        Cuts = cuts;
        HasMissing = hasMissing;
        IsCategorical = isCategorical;
        _table = new ThresholdTable(cuts);
    }

    public float[] Cuts { get; }

    public int Bins => Cuts.Length + 1;

    public bool HasMissing { get; }

    /// <summary>Whether all rows are in one bin, so that there is nothing to split.</summary>
    public bool IsConstant => !HasMissing && Cuts.Length == (IsCategorical ? 1 : 0);

    /// <summary>Whether the cuts are codes of categories.</summary>
    public bool IsCategorical { get; }

    /// <summary>Cuts for values in ascending order, none of them NaN, that make at most <paramref name="maxBins"/>
    /// bins.</summary>
    /// <remarks>
    /// With few distinct values each has a bin. Otherwise bins take about equal numbers of rows: a bin is closed once
    /// it holds its share of the rows still to place, and a value that alone is more than that has its own bin.
    /// </remarks>
    public static QuantileCuts FromSorted(ReadOnlySpan<float> sorted, int maxBins, bool hasMissing)
    {
        var oneEach = HasFewDistinct(sorted, maxBins);
        var cuts = new List<float>();
        int start = 0, inBin = 0;
        while (start < sorted.Length)
        {
            var end = EndOfRun(sorted, start);
            var share = (double)(sorted.Length - start + inBin) / (maxBins - cuts.Count);
            var closes = oneEach || inBin >= share || end - start >= share;
            if (closes && start > 0 && inBin > 0 && cuts.Count + 1 < maxBins)
            {
                cuts.Add(Between(sorted[start - 1], sorted[start]));
                inBin = 0;
            }

            inBin += end - start;
            start = end;
        }

        return new QuantileCuts([.. cuts], hasMissing, isCategorical: false);
    }

    /// <summary>A bin for each of the most frequent codes, fewer than <paramref name="maxBins"/> of them.</summary>
    public static QuantileCuts FromCategories(ReadOnlySpan<float> sorted, int maxBins, bool hasMissing)
    {
        var runs = new List<(float Category, int Rows)>();
        for (var start = 0; start < sorted.Length;)
        {
            var end = EndOfRun(sorted, start);
            runs.Add((sorted[start], end - start));
            start = end;
        }

        var kept = runs.OrderByDescending(run => run.Rows).ThenBy(run => run.Category).Take(maxBins - 1);
        return new QuantileCuts([.. kept.Select(run => run.Category).Order()], hasMissing, isCategorical: true);
    }

    /// <summary>The codes of the given bins, one bit for each code.</summary>
    public uint[] CategoriesOf(BinSet bins)
    {
        var listed = Enumerable.Range(0, Cuts.Length).Where(bins.Has).Select(bin => (int)Cuts[bin]).ToArray();
        var bits = new uint[(listed[^1] >> 5) + 1];
        foreach (var code in listed)
        {
            bits[code >> 5] |= 1u << (code & 31);
        }

        return bits;
    }

    /// <summary>The bin of a value, or <see cref="Missing"/> for NaN.</summary>
    public byte Code(float value)
    {
        if (float.IsNaN(value))
        {
            return Missing;
        }

        var at = _table.Count(value);
        return IsCategorical && (at == 0 || Cuts[at - 1] != value) ? (byte)Cuts.Length
            : IsCategorical ? (byte)(at - 1)
            : (byte)at;
    }

    /// <summary>Writes the codes of all values, the given number of bytes apart.</summary>
    public void Code(ReadOnlySpan<float> values, Span<byte> into, int apart)
    {
        if (!IsCategorical)
        {
            _table.Count(values, into, apart, Missing);
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            into[i * apart] = Code(values[i]);
        }
    }

    private static bool HasFewDistinct(ReadOnlySpan<float> sorted, int atMost)
    {
        var distinct = 0;
        for (var start = 0; start < sorted.Length && distinct <= atMost; distinct++)
        {
            start = EndOfRun(sorted, start);
        }

        return distinct <= atMost;
    }

    private static int EndOfRun(ReadOnlySpan<float> sorted, int start)
    {
        var end = start + 1;
        while (end < sorted.Length && sorted[end] == sorted[start])
        {
            end++;
        }

        return end;
    }

    // Half way generalises better than either value; it must stay above the lower one, which rounding may not allow.
    private static float Between(float lower, float upper)
    {
        var middle = (float)(lower + (((double)upper - lower) / 2));
        return middle > lower ? middle : upper;
    }
}
