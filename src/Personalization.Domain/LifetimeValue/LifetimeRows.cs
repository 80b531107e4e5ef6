using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Propensity;
using Personalization.Learning.Boosting;

namespace Personalization.Domain.LifetimeValue;

/// <summary>Customers at past cut-offs, with what they spent in the horizon that followed, and all of them at the
/// end.</summary>
/// <remarks>
/// Made by the same replay as propensity's training sets. What was spent is the difference of the profile's revenue at
/// the two ends of the horizon. Feed customers one by one; not synchronised.
/// </remarks>
public sealed class LifetimeRows
{
    /// <summary>So many rows are enough; customers that come after them count at the end only.</summary>
    public const int MostRows = 200_000;

    private readonly List<LifetimeRow>[] _rows;
    private readonly (DateTimeOffset At, int Begins, int Ends)[] _instants;
    private readonly double[] _features = new double[FeatureCatalogue.NumericCount];
    private readonly List<OrderRecord> _atEnd = [];
    private readonly List<float[]> _featuresAtEnd = [];
    private int _kept;

    /// <summary>Starts with no customers.</summary>
    /// <param name="cutOffs">As <see cref="CutOffs.Place"/> gives them.</param>
    /// <param name="horizonDays">How long spending is followed.</param>
    /// <param name="until">The first instant that does not count.</param>
    public LifetimeRows(IReadOnlyList<CutOff> cutOffs, int horizonDays, DateTimeOffset until)
    {
        CutOffs = cutOffs;
        Until = until;
        _rows = [.. cutOffs.Select(_ => new List<LifetimeRow>())];
        var horizon = TimeSpan.FromDays(horizonDays);
        _instants = [.. cutOffs.Select((cutOff, i) => (cutOff.At, i, -1))
            .Concat(cutOffs.Select((cutOff, i) => (At: cutOff.At + horizon, -1, i)))
            .OrderBy(instant => instant.At)];
    }

    /// <summary>The cut-offs, oldest first.</summary>
    public IReadOnlyList<CutOff> CutOffs { get; }

    /// <summary>The first instant that does not count.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>Everybody who ordered, at the end.</summary>
    public IReadOnlyList<OrderRecord> AtEnd => _atEnd;

    /// <summary>The features of the first of <see cref="AtEnd"/>, at the end.</summary>
    internal IReadOnlyList<float[]> FeaturesAtEnd => _featuresAtEnd;

    /// <summary>The rows of a cut-off.</summary>
    public IReadOnlyList<LifetimeRow> this[int cutOff] => _rows[cutOff];

    /// <summary>Adds a customer.</summary>
    public void Add(CustomerTimeline timeline)
    {
        if (!timeline.Customer.IsKnown)
        {
            return;
        }

        var replay = timeline.Start();
        var takesPart = _kept < MostRows;
        Span<int> open = stackalloc int[CutOffs.Count];
        foreach (var (at, begins, ends) in _instants)
        {
            if (!takesPart)
            {
                break;
            }

            replay.MoveTo(at);
            if (ends >= 0 && open[ends] > 0)
            {
                var row = _rows[ends][open[ends] - 1];
                var revenue = Money.ToNumber(replay.Profile.RevenueUnits);
                _rows[ends][open[ends] - 1] = row with { Spent = Math.Max(0, revenue - row.Spent) };
            }

            if (begins >= 0 && OrderRecord.TryRead(replay.Profile, at, out var record))
            {
                _rows[begins].Add(new LifetimeRow(
                    record, Money.ToNumber(replay.Profile.RevenueUnits), Features(replay.Profile, at)));
                open[begins] = _rows[begins].Count;
            }
        }

        replay.MoveTo(Until);
        if (OrderRecord.TryRead(replay.Profile, Until, out var last))
        {
            _atEnd.Add(last);
            if (takesPart)
            {
                _featuresAtEnd.Add(Features(replay.Profile, Until));
            }
        }
    }

    /// <summary>The rows of some cut-offs, as the learner takes them.</summary>
    internal TrainingSet Select(Func<CutOff, bool> which)
    {
        var rows = Enumerable.Range(0, CutOffs.Count).Where(i => which(CutOffs[i]))
            .SelectMany(i => _rows[i]).ToArray();
        return new TrainingSet(
            Matrix([.. rows.Select(row => row.Features)]), [.. rows.Select(row => (float)row.Spent)]);
    }

    internal static FeatureMatrix Matrix(IReadOnlyList<float[]> rows)
    {
        var matrix = new FeatureMatrix([.. FeatureCatalogue.Numeric.Select(feature => feature.Name)], rows.Count);
        for (var column = 0; column < matrix.Columns; column++)
        {
            var values = matrix.Column(column);
            for (var i = 0; i < rows.Count; i++)
            {
                values[i] = rows[i][column];
            }
        }

        return matrix;
    }

    private float[] Features(Profiles.Profile profile, DateTimeOffset at)
    {
        _kept++;
        FeatureCatalogue.Compute(profile, at, _features);
        return Array.ConvertAll(_features, value => double.IsFinite(value) ? (float)value : float.NaN);
    }
}

/// <summary>A customer at a cut-off.</summary>
/// <param name="Record">The orders before it.</param>
/// <param name="Spent">What was spent in the horizon after it.</param>
/// <param name="Features">The numeric features at it.</param>
public sealed record LifetimeRow(OrderRecord Record, double Spent, float[] Features);
