using System.Numerics;
using System.Text;
using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Learning.Boosting;
using Personalization.Learning.Numerics;

namespace Personalization.Domain.Propensity;

/// <summary>One row of a training set without its features.</summary>
/// <param name="Customer">Who.</param>
/// <param name="CutOff">The index of the cut-off at which the customer was looked at.</param>
/// <param name="HasOutcome">Whether the target's outcome came within its horizon.</param>
public readonly record struct RowKey(CustomerKey Customer, int CutOff, bool HasOutcome)
{
    /// <summary>Days from the cut-off until the customer did what the outcome is about, or stays away from; infinity
    /// where that is not known to have happened.</summary>
    public float DoneAfterDays { get; init; } = float.PositiveInfinity;
}

/// <summary>The rows of a training set, filled customer by customer.</summary>
/// <remarks>
/// Four bytes a value. When the rows exceed the limit, half of the customers drop out, chosen by a hash of their key:
/// the same log gives the same rows whatever the order of its customers.
/// </remarks>
public sealed class TrainingRows
{
    private readonly List<RowKey> _keys = [];
    private readonly List<float[]> _values = [];
    private readonly int _maximum;
    private int _halvings;

    internal TrainingRows(IReadOnlyList<CutOff> cutOffs, int maximum)
    {
        CutOffs = cutOffs;
        _maximum = maximum;
    }

    /// <summary>The cut-offs, oldest first.</summary>
    public IReadOnlyList<CutOff> CutOffs { get; }

    /// <summary>Who, when and what came of it.</summary>
    public IReadOnlyList<RowKey> Keys => _keys;

    /// <summary>The share of customers kept: 1, 1/2, 1/4 …</summary>
    public double Share => Math.ScaleB(1, -_halvings);

    /// <summary>A row's features in the catalogue's numeric order; NaN is missing.</summary>
    public ReadOnlySpan<float> this[int row] => _values[row];

    /// <summary>
    /// The rows of some cut-offs as the learner takes them; of more than the most, every second, third … one.
    /// </summary>
    public TrainingSet Select(Func<CutOff, bool> which, int most = int.MaxValue)
    {
        var rows = Enumerable.Range(0, _keys.Count).Where(row => which(CutOffs[_keys[row].CutOff])).ToArray();
        var step = ((rows.Length - 1) / most) + 1;
        rows = step <= 1 ? rows : [.. rows.Where((_, i) => i % step == 0)];
        var matrix = new FeatureMatrix(FeatureNames, rows.Length);
        for (var column = 0; column < matrix.Columns; column++)
        {
            var values = matrix.Column(column);
            for (var i = 0; i < rows.Length; i++)
            {
                values[i] = _values[rows[i]][column];
            }
        }

        return new TrainingSet(matrix, Array.ConvertAll(rows, row => _keys[row].HasOutcome ? 1f : 0f));
    }

    /// <summary>
    /// The rows of some cut-offs, weighted so that those a half-life older than the newest of them count for half; the
    /// mean weight is 1. A half-life of 0 weighs all alike.
    /// </summary>
    public TrainingSet SelectByAge(Func<CutOff, bool> which, double halfLifeDays)
    {
        var set = Select(which);
        var times = _keys.Select(key => CutOffs[key.CutOff]).Where(which).Select(cutOff => cutOff.At).ToArray();
        if (halfLifeDays <= 0 || times.Length == 0)
        {
            return set;
        }

        var newest = times.Max();
        var weights = Array.ConvertAll(times, at => Portable.Exp2(-(newest - at).TotalDays / halfLifeDays));
        var mean = weights.Average();
        return set with { Weights = Array.ConvertAll(weights, weight => (float)(weight / mean)) };
    }

    internal static IReadOnlyList<string> FeatureNames { get; } =
        [.. FeatureCatalogue.Numeric.Select(feature => feature.Name)];

    internal bool Keeps(CustomerKey customer) =>
        _halvings == 0 || BitOperations.LeadingZeroCount(Hash(customer)) >= _halvings;

    internal void Add(RowKey key, ReadOnlySpan<double> features)
    {
        if (!Keeps(key.Customer))
        {
            return;
        }

        var values = GC.AllocateUninitializedArray<float>(features.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var value = (float)features[i];
            values[i] = float.IsFinite(value) ? value : float.NaN;
        }

        _keys.Add(key);
        _values.Add(values);
        while (_keys.Count > _maximum && _halvings < 32)
        {
            Halve();
        }
    }

    private void Halve()
    {
        _halvings++;
        var kept = 0;
        for (var row = 0; row < _keys.Count; row++)
        {
            if (Keeps(_keys[row].Customer))
            {
                (_keys[kept], _values[kept]) = (_keys[row], _values[row]);
                kept++;
            }
        }

        _keys.RemoveRange(kept, _keys.Count - kept);
        _values.RemoveRange(kept, _values.Count - kept);
    }

    // FNV-1a, then murmur's finish so that the leading bits are well mixed.
    private static uint Hash(CustomerKey customer)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(customer.Value.Length)];
        var length = Encoding.UTF8.GetBytes(customer.Value, bytes);
        var hash = 2166136261u;
        foreach (var b in bytes[..length])
        {
            hash = (hash ^ b) * 16777619u;
        }

        hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return hash ^ (hash >> 16);
    }
}
