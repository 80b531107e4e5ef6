namespace Personalization.Learning.Boosting;

/// <summary>What kind of label is learnt.</summary>
public enum ObjectiveKind
{
    /// <summary>0 or 1; predicts the probability of 1. XGBoost's <c>binary:logistic</c>.</summary>
    Binary = 0,

    /// <summary>Any number; predicts its mean. XGBoost's <c>reg:squarederror</c>.</summary>
    SquaredError = 1,

    /// <summary>A count, 0 or more; predicts its mean. XGBoost's <c>count:poisson</c>.</summary>
    Poisson = 2,

    /// <summary>An amount that is often 0, such as money spent; predicts its mean. XGBoost's
    /// <c>reg:tweedie</c>.</summary>
    Tweedie = 3,

    /// <summary>A class, 0 to K - 1; predicts the probability of each. XGBoost's <c>multi:softprob</c>.</summary>
    MultiClass = 4,
}

/// <summary>What an ensemble is trained to predict: equations (4) and (B1) to (B4) of docs/learning.md.</summary>
public sealed record Objective
{
    private const int MostClasses = 1024;

    private Objective(ObjectiveKind kind, double variancePower = 0, int outputs = 1) =>
        (Kind, VariancePower, Outputs) = (kind, variancePower, outputs);

    /// <summary>A yes-or-no outcome.</summary>
    public static Objective Binary { get; } = new(ObjectiveKind.Binary);

    /// <summary>A number, by squared error.</summary>
    public static Objective SquaredError { get; } = new(ObjectiveKind.SquaredError);

    /// <summary>A count.</summary>
    public static Objective Poisson { get; } = new(ObjectiveKind.Poisson);

    /// <summary>The kind of label.</summary>
    public ObjectiveKind Kind { get; }

    /// <summary>Of <see cref="ObjectiveKind.Tweedie"/>: the power of the mean that the variance grows with.</summary>
    public double VariancePower { get; }

    /// <summary>Numbers predicted for a row: the classes of <see cref="ObjectiveKind.MultiClass"/>, else 1.</summary>
    public int Outputs { get; }

    /// <summary>An amount that is 0 or positive, of variance proportional to mean^power; near 1 it is like counts,
    /// near 2 like gamma.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The power is not over 1 and under 2.</exception>
    public static Objective Tweedie(double variancePower = 1.5) => variancePower is > 1 and < 2
        ? new Objective(ObjectiveKind.Tweedie, variancePower)
        : throw new ArgumentOutOfRangeException(
            nameof(variancePower), variancePower, "The variance power of Tweedie must be over 1 and under 2.");

    /// <summary>One of so many classes, numbered from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 or more than 1,024 classes.</exception>
    public static Objective MultiClass(int classes) => classes is >= 2 and <= MostClasses
        ? new Objective(ObjectiveKind.MultiClass, outputs: classes)
        : throw new ArgumentOutOfRangeException(
            nameof(classes), classes, $"The number of classes must be 2 to {MostClasses}.");
}
