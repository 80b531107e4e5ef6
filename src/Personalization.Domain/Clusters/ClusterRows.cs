using Personalization.Domain.Features;
using Personalization.Domain.Propensity;

namespace Personalization.Domain.Clusters;

/// <summary>The features of customers with an order, at one instant.</summary>
/// <remarks>
/// Four bytes a value. When there are more customers than allowed, every second one is let go, then every second of
/// those, so that the ones left are spread evenly over all. Feed customers one by one; not synchronised.
/// </remarks>
public sealed class ClusterRows(DateTimeOffset until, int most = ClusterRows.MostCustomers)
{
    /// <summary>So many customers are enough.</summary>
    public const int MostCustomers = 100_000;

    private readonly double[] _features = new double[FeatureCatalogue.NumericCount];
    private List<float[]> _rows = [];
    private int _step = 1;

    /// <summary>The first instant that does not count.</summary>
    public DateTimeOffset Until => until;

    /// <summary>How many customers there were.</summary>
    public int Customers { get; private set; }

    /// <summary>How many of them are kept.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a customer, who counts with an order before the instant.</summary>
    public void Add(CustomerTimeline timeline)
    {
        if (!timeline.Customer.IsKnown)
        {
            return;
        }

        var replay = timeline.Start();
        replay.MoveTo(until);
        if (replay.Profile.OrderCount == 0 || Customers++ % _step != 0)
        {
            return;
        }

        FeatureCatalogue.Compute(replay.Profile, until, _features);
        _rows.Add(Array.ConvertAll(_features, value => double.IsFinite(value) ? (float)value : float.NaN));
        if (_rows.Count > most)
        {
            _rows = [.. _rows.Where((_, i) => i % 2 == 0)];
            _step *= 2;
        }
    }

    /// <summary>A customer's numeric features, NaN where missing.</summary>
    internal double[] Row(int customer) => Array.ConvertAll(_rows[customer], value => (double)value);

    /// <summary>The values of a numeric feature, NaN where missing.</summary>
    internal double[] Column(int feature) => [.. _rows.Select(row => (double)row[feature])];
}
