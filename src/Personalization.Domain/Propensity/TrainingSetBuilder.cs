using Personalization.Domain.Features;

namespace Personalization.Domain.Propensity;

/// <summary>
/// Replays customers through the profile's own fold and looks at them at cut-off dates: one target's training set.
/// </summary>
/// <remarks>
/// Features hold what was known before the cut-off; the outcome is what happened in the horizon that starts at it. Feed
/// customers one by one; each costs one pass over its events. Not synchronised.
/// </remarks>
public sealed class TrainingSetBuilder
{
    private readonly PropensityTarget _target;
    private readonly TargetRule _rule;
    private readonly TrainingRows _rows;
    private readonly double[] _features = new double[FeatureCatalogue.NumericCount];

    /// <summary>Starts a training set with at most so many rows.</summary>
    /// <exception cref="ArgumentException">A condition of the target does not compile.</exception>
    public TrainingSetBuilder(PropensityTarget target, IReadOnlyList<CutOff> cutOffs, int maximumRows = int.MaxValue)
    {
        _target = target;
        _rule = TargetRule.Of(target);
        _rows = new TrainingRows(cutOffs, maximumRows);
    }

    /// <summary>The rows so far.</summary>
    public TrainingRows Rows => _rows;

    /// <summary>Adds a row for every cut-off at which the customer could have the outcome.</summary>
    public void Add(CustomerTimeline timeline)
    {
        if ((!timeline.Customer.IsKnown && !_target.IncludesAnonymous) || !_rows.Keeps(timeline.Customer))
        {
            return;
        }

        var replay = timeline.Start();
        var outcomes = _rule.OutcomesOf(timeline);
        for (var i = 0; i < _rows.CutOffs.Count; i++)
        {
            var at = _rows.CutOffs[i].At;
            replay.MoveTo(at);
            if (_rule.IsEligible(replay.Profile, at))
            {
                FeatureCatalogue.Compute(replay.Profile, at, _features);
                var key = new RowKey(timeline.Customer, i, outcomes.Within(at))
                {
                    DoneAfterDays = outcomes.DaysUntilDone(at),
                };
                _rows.Add(key, _features);
            }
        }
    }
}
