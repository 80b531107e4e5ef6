namespace Personalization.Domain.Propensity;

/// <summary>A model and the logistic regression that it must beat, measured on the same customers.</summary>
/// <param name="Held">The time they were measured on.</param>
/// <param name="Rounds">How many trees the model has; 0 where it is the regression itself.</param>
/// <param name="Served">The model; null where nothing could be measured.</param>
/// <param name="Line">The regression, calibrated alike.</param>
internal sealed record MeasuredModels(HeldOutTime Held, int Rounds, HeldOutMeasures? Served, HeldOutMeasures? Line)
{
    /// <summary>The trees that were tried beside the regression and did not make it better.</summary>
    private HeldOutMeasures? Dropped { get; init; }

    /// <summary>What is to be judged; null where nothing could be measured.</summary>
    public HeldOutScores? Scores => Served is null
        ? null
        : new HeldOutScores(Held.At, Held.Test.Labels, Served.Probabilities, Held.Before.Labels.Average())
        {
            Logistic = Rounds > 0 ? Line!.Probabilities : null,
            WithTrees = Dropped?.Probabilities,
        };

    /// <summary>
    /// This or, where the trees do not make the regression better beyond chance or nothing shows that they do, the
    /// regression alone. Whoever asked for trees alone (a share of 0) has them.
    /// </summary>
    public MeasuredModels Simplest(double linearShare) =>
        Rounds == 0 || linearShare <= 0 || (Scores is { } scores && Contest.TreesHelp(scores))
            ? this
            : this with { Rounds = 0, Served = Line, Dropped = Served };

    /// <summary>How good one of them is; null where nothing could be measured.</summary>
    public BinaryQuality? Quality(HeldOutMeasures? of) =>
        of is null ? null : QualityMeasures.Measure(of.Probabilities, Held.Test.Labels);
}
