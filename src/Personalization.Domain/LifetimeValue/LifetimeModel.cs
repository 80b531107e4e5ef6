using Personalization.Domain.Features;
using Personalization.Domain.Profiles;
using Personalization.Domain.Propensity;
using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Lifetime;
using Personalization.Learning.Numerics;

namespace Personalization.Domain.LifetimeValue;

/// <summary>A lifetime model ready to score customers. Immutable, safe for any number of threads.</summary>
public sealed class LifetimeModel
{
    private const double WeeksInYear = 365.25 / 7;
    private const double DiscountStep = 4;
    private const double LeastMedian = 1e-6;
    private const double Quarter = 90 / OrderRecord.DaysInWeek;
    private const double Year = 365 / OrderRecord.DaysInWeek;

    // Not the time since the first order: everybody ages, which is no drift, and the order model reckons with it.
    private static readonly string[] OrderInputs =
        ["recency_days", "orders_lifetime", "days_between_orders_mean", "average_order_value"];

    private readonly TreeEnsemble? _trees;
    private readonly int[] _inputs;
    private readonly PercentileTable? _percentiles;
    private readonly double _weeklyDiscount;
    private readonly double _horizon;

    private LifetimeModel(LifetimeArtifact artifact, TreeEnsemble? trees)
    {
        Version = artifact.Version;
        Metadata = artifact.Metadata;
        _trees = trees;
        _inputs = [.. (trees?.FeatureNames ?? []).Select(
            name => FeatureCatalogue.TryGet(name, out var feature) && feature.Index < FeatureCatalogue.NumericCount
                ? feature.Index
                : -1)];
        _percentiles = Metadata.ValueQuantiles.Count > 1 ? new PercentileTable([.. Metadata.ValueQuantiles]) : null;
        _weeklyDiscount = Portable.Pow(1 + Metadata.YearlyDiscount, 1 / WeeksInYear) - 1;
        _horizon = Metadata.HorizonDays / OrderRecord.DaysInWeek;
    }

    /// <summary>Its version.</summary>
    public int Version { get; }

    /// <summary>What it was learnt from and how good it is.</summary>
    public LifetimeMetadata Metadata { get; }

    /// <summary>
    /// The features it goes by: those that say what the probability models go by, and the trees' where they serve.
    /// </summary>
    public IReadOnlyList<string> Inputs => _trees is null ? OrderInputs
        : [.. OrderInputs.Union(_trees.FeatureNames.Where((_, i) => _inputs[i] >= 0))];

    /// <summary>The value of 365 days of a customer in the middle of the training population; over 0.</summary>
    public double MedianValue => Metadata.ValueQuantiles.Count > 0
        ? Math.Max(Metadata.ValueQuantiles[Metadata.ValueQuantiles.Count / 2], LeastMedian)
        : 1;

    /// <summary>Makes a stored model ready.</summary>
    /// <exception cref="ModelFormatException">The trees are not a model in XGBoost's JSON format.</exception>
    public static LifetimeModel Load(LifetimeArtifact artifact) => new(
        artifact,
        artifact.Metadata.Serves == LifetimeMethod.Trees ? TreeEnsemble.FromXgboostJson(artifact.XgboostJson) : null);

    /// <summary>Scores a customer; false for one without an order. Allocates nothing.</summary>
    /// <param name="profile">The customer's events up to <paramref name="at"/> and none after.</param>
    /// <param name="at">The instant.</param>
    /// <param name="features">The catalogue's numeric features at it; only looked at where trees serve.</param>
    /// <param name="score">What is expected from the instant on.</param>
    public bool TryScore(Profile profile, DateTimeOffset at, ReadOnlySpan<double> features, out LifetimeScore score)
    {
        if (!OrderRecord.TryRead(profile, at, out var record))
        {
            score = default;
            return false;
        }

        Span<float> row = stackalloc float[_inputs.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = _inputs[i] < 0 ? float.NaN : (float)features[_inputs[i]];
        }

        var model = Metadata.Orders;
        var history = record.History;
        var (orders90, orders365) = (model.Orders(history, Quarter), model.Orders(history, Year));
        var worth = OrderValue(record, row);
        var value365 = worth * Discounted(history, Year, orders365);
        score = new LifetimeScore(
            worth * Discounted(history, Quarter, orders90),
            value365,
            orders90,
            orders365,
            model.Alive(history),
            model.TimeToNext(history) * OrderRecord.DaysInWeek,
            OrderRecord.DaysInWeek / model.Rate(history),
            _percentiles?.Percentile(value365) ?? 50);
        return true;
    }

    /// <summary>The value of the next 365 days of a customer whose row for the trees is made already.</summary>
    internal double Value365(OrderRecord record, ReadOnlySpan<float> row) =>
        OrderValue(record, row) * Discounted(record.History, Year, Metadata.Orders.Orders(record.History, Year));

    /// <summary>
    /// What the number of days is worth of a customer whose numeric features of the catalogue are known;
    /// not discounted.
    /// </summary>
    internal double Value(OrderRecord record, ReadOnlySpan<float> features, double days)
    {
        Span<float> row = stackalloc float[_inputs.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = _inputs[i] < 0 ? float.NaN : features[_inputs[i]];
        }

        return OrderValue(record, row) * Metadata.Orders.Orders(record.History, days / OrderRecord.DaysInWeek);
    }

    /// <summary>
    /// Sees customers with an order as they are over a week: its inputs, and their values of 365 days.
    /// </summary>
    public BuyerWeek Week(DateTimeOffset until) => new(
        Inputs,
        until,
        (profile, at, features) => TryScore(profile, at, features, out var score) ? score.Value365Days : double.NaN);

    /// <summary>What later weeks are held against; null without customers.</summary>
    public PopulationReference? Reference(Population week) => week.Customers == 0 ? null
        : PopulationReference.Of(week, ReferenceBins.Of("value_365d", week.Scores), Inputs);

    /// <summary>The value of the orders of a number of days, by the probability models alone.</summary>
    internal double ExpectedValue(OrderRecord record, double days) =>
        Metadata.Orders.Orders(record.History, days / OrderRecord.DaysInWeek) * OrderValue(record);

    private double Discounted(OrderHistory history, double weeks, double orders) => _weeklyDiscount == 0
        ? orders
        : Metadata.Orders.DiscountedOrders(history, weeks, DiscountStep, _weeklyDiscount);

    // The trees foretell one horizon; others are worth as much more or less as they are expected to bring orders.
    private double OrderValue(OrderRecord record, ReadOnlySpan<float> row)
    {
        if (_trees is null)
        {
            return OrderValue(record);
        }

        var orders = Metadata.Orders.Orders(record.History, _horizon);
        return orders > 0 ? Math.Max(0, _trees.Predict(row)) / orders : 0;
    }

    private double OrderValue(OrderRecord record)
    {
        var expected = record.MeanValue > 0
            ? Metadata.Values?.MeanValue(record.Orders, record.MeanValue)
            : Metadata.Values?.MeanValue(0, 0);
        return expected is { } value && double.IsFinite(value) ? value : Metadata.MeanValue;
    }
}
