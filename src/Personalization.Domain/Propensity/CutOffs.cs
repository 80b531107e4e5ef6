namespace Personalization.Domain.Propensity;

/// <summary>An instant at which customers are looked at, and what its rows are for.</summary>
public readonly record struct CutOff(DateTimeOffset At, CutOffRole Role);

/// <summary>Places the instants at which a training set looks at its customers.</summary>
/// <remarks>
/// The newest cut-off is the newest whose outcomes are all known: one horizon before the end. Earlier ones follow step
/// by step, down to one horizon after the first event, so that the windows of the oldest rows are not all empty. The
/// newest tests; the newest whose outcomes were known at the test validates; those whose outcomes were known at the
/// validation are grown on. No outcome is thus seen before the time it is asked about. When that leaves nothing to grow
/// on, the validation cut-off and those before it are grown on instead; what is left over serves the final refit only.
/// </remarks>
public static class CutOffs
{
    /// <summary>
    /// The cut-offs, oldest first; none when even the newest lies less than a horizon after the first event.
    /// </summary>
    public static IReadOnlyList<CutOff> Place(
        PropensityTarget target,
        TrainingParameters parameters,
        DateTimeOffset firstEvent,
        DateTimeOffset until)
    {
        var horizon = TimeSpan.FromDays(target.HorizonDays);
        var instants = new List<DateTimeOffset>();
        for (var k = 0; k < parameters.MaximumCutOffs; k++)
        {
            var age = horizon + TimeSpan.FromDays((double)k * parameters.StepDays);
            if (until - age - horizon < firstEvent)
            {
                break;
            }

            instants.Add(until - age);
        }

        instants.Reverse();
        return Assign(instants, horizon);
    }

    /// <summary>
    /// The last seven midnights (UTC) up to an instant: what weekdays and hours do to customers (mails on Tuesdays at
    /// eight, quiet Sundays) is then alike in every such week.
    /// </summary>
    public static IReadOnlyList<CutOff> Week(DateTimeOffset until)
    {
        var midnight = new DateTimeOffset(until.UtcDateTime.Date, TimeSpan.Zero);
        return [.. Enumerable.Range(0, 7).Select(day => new CutOff(midnight.AddDays(day - 6), CutOffRole.Refit))];
    }

    /// <summary>
    /// Where outcomes are known in part: instants between two thirds and one third of a horizon before the end, and the
    /// end itself, oldest first. What came since tells the newest level; see <see cref="NewestLevel"/>.
    /// </summary>
    public static IReadOnlyList<CutOff> Recent(
        PropensityTarget target, TrainingParameters parameters, DateTimeOffset until)
    {
        var step = Math.Min(parameters.StepDays, target.HorizonDays * NewestLevel.LeastPart);
        var steps = (int)Math.Floor(target.HorizonDays * NewestLevel.MostPart / step);
        return
        [
            .. Enumerable.Range(0, steps + 1).Reverse().Select(k => k * step)
                .Where(days => days == 0 || NewestLevel.IsPart(days, target.HorizonDays))
                .Select(days => new CutOff(until - TimeSpan.FromDays(days), CutOffRole.Refit)),
        ];
    }

    private static CutOff[] Assign(List<DateTimeOffset> instants, TimeSpan horizon)
    {
        var test = instants.Count - 1;
        var validation = NewestKnownAt(test);
        var train = NewestKnownAt(validation);
        if (train < 0)
        {
            (train, validation) = (validation, -1);
        }

        return [.. instants.Select((at, i) => new CutOff(at, RoleOf(i)))];

        int NewestKnownAt(int later) =>
            later < 0 ? -1 : instants.FindLastIndex(at => at + horizon <= instants[later]);

        CutOffRole RoleOf(int i) =>
            i <= train ? CutOffRole.Train
            : i == validation ? CutOffRole.Validation
            : i == test && train >= 0 ? CutOffRole.Test
            : CutOffRole.Refit;
    }
}
