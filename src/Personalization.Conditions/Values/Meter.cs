namespace Personalization.Conditions.Values;

/// <summary>What is left of the work one evaluation may do: a unit is roughly one simple operation.</summary>
internal struct Meter(int budget)
{
    public static readonly Value Exhausted =
        Value.Error($"the evaluation is too costly (more than {ConditionLimits.EvaluationCost:N0} steps)");

    private int _left = budget;

    /// <summary>Whether the work may go on.</summary>
    public bool Take(long units)
    {
        if (units > _left)
        {
            _left = 0;
            return false;
        }

        _left -= (int)units;
        return true;
    }
}
