using Personalization.Domain.Features;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Propensity;

/// <summary>What a model says of a customer with an order.</summary>
/// <param name="profile">The customer's events up to the instant.</param>
/// <param name="at">The instant.</param>
/// <param name="features">The catalogue's numeric features at it.</param>
public delegate double BuyerScore(Profile profile, DateTimeOffset at, ReadOnlySpan<double> features);

/// <summary>
/// Customers with an order as they were on the last <see cref="CutOffs.Week"/>: a model's inputs, and what it says of
/// them.
/// </summary>
/// <remarks>Feed customers one by one; not synchronised.</remarks>
/// <param name="inputs">Numeric features of the catalogue.</param>
/// <param name="until">The week ends here.</param>
/// <param name="score">The model.</param>
public sealed class BuyerWeek(IReadOnlyList<string> inputs, DateTimeOffset until, BuyerScore score)
{
    private readonly int[] _inputs = [.. inputs.Select(
        name => FeatureCatalogue.TryGet(name, out var feature) && feature.Index < FeatureCatalogue.NumericCount
            ? feature.Index
            : throw new ArgumentException($"There is no numeric feature '{name}'.", nameof(inputs)))];

    private readonly IReadOnlyList<CutOff> _days = CutOffs.Week(until);
    private readonly List<double>[] _values = [.. inputs.Select(_ => new List<double>())];
    private readonly List<double> _scores = [];
    private readonly double[] _features = new double[FeatureCatalogue.NumericCount];
    private int _customers;

    /// <summary>Adds a customer; one who has not ordered by the end of the week does not count.</summary>
    public void Add(CustomerTimeline timeline)
    {
        if (!timeline.Customer.IsKnown)
        {
            return;
        }

        var replay = timeline.Start();
        var days = 0;
        foreach (var day in _days)
        {
            replay.MoveTo(day.At);
            if (replay.Profile.OrderCount > 0)
            {
                days++;
                Add(replay.Profile, day.At);
            }
        }

        _customers += days > 0 ? 1 : 0;
    }

    /// <summary>The customers so far.</summary>
    public Population Population() => new(
        _customers,
        [.. _scores],
        inputs.Zip(_values).ToDictionary(
            pair => pair.First, pair => pair.Second.ToArray(), StringComparer.Ordinal));

    private void Add(Profile profile, DateTimeOffset at)
    {
        FeatureCatalogue.Compute(profile, at, _features);
        for (var i = 0; i < _inputs.Length; i++)
        {
            // As propensities' rows have it: what is not finite is missing.
            var value = _features[_inputs[i]];
            _values[i].Add(double.IsFinite(value) ? value : double.NaN);
        }

        _scores.Add(score(profile, at, _features));
    }
}
