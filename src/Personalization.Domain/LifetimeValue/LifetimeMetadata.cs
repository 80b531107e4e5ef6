using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Domain.Propensity;
using Personalization.Learning.Lifetime;

namespace Personalization.Domain.LifetimeValue;

/// <summary>Which of two predictions of value serves.</summary>
public enum LifetimeMethod
{
    /// <summary>Expected orders (BG/NBD) times expected order value (Gamma-Gamma).</summary>
    [JsonStringEnumMemberName("probability")]
    Probability = 0,

    /// <summary>Boosted trees on all features.</summary>
    [JsonStringEnumMemberName("trees")]
    Trees = 1,
}

/// <summary>Everything a lifetime model consists of besides its trees, and how good it was.</summary>
public sealed record LifetimeMetadata
{
    /// <summary>The model knows only events before this instant.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The days that held-out values and the trees are about.</summary>
    public required int HorizonDays { get; init; }

    /// <summary>What money loses in a year: 0.1 makes an order in a year worth 1 / 1.1.</summary>
    public required double YearlyDiscount { get; init; }

    /// <summary>When customers order, in weeks.</summary>
    public required BetaGeometric Orders { get; init; }

    /// <summary>What their orders are worth; null where all are worth the same.</summary>
    public GammaGamma? Values { get; init; }

    /// <summary>The mean order value over customers.</summary>
    public required double MeanValue { get; init; }

    /// <summary>The population's values of 365 days at evenly spaced ranks, ascending.</summary>
    public required IReadOnlyList<double> ValueQuantiles { get; init; }

    /// <summary>What serves values; expected orders are BG/NBD's in any case.</summary>
    public required LifetimeMethod Serves { get; init; }

    /// <summary>Sizes and errors.</summary>
    public required LifetimeReport Report { get; init; }

    /// <summary>How it did against the baseline and the version that scored then; null where nobody asked.</summary>
    public MeasuredVerdict? Verdict { get; init; }

    /// <summary>
    /// What customers with an order looked like, and their values of 365 days; null in models saved
    /// before that was kept.
    /// </summary>
    public PopulationReference? Reference { get; init; }

    /// <summary>As UTF-8 JSON, camelCase.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, LifetimeJson.Default.LifetimeMetadata);

    /// <summary>Reads <see cref="ToJson"/> back; throws <see cref="JsonException"/> for anything else.</summary>
    public static LifetimeMetadata FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, LifetimeJson.Default.LifetimeMetadata)
        ?? throw new JsonException("A lifetime model's metadata is a JSON object.");
}

/// <summary>What a lifetime model was learnt from, and how well it foretold a time it had not seen.</summary>
/// <param name="Customers">Customers with an order.</param>
/// <param name="RepeatCustomers">Those of them with another.</param>
/// <param name="LogLikelihood">Of the order model.</param>
/// <param name="Trees">How many trees serve; 0 where none do.</param>
/// <param name="Reason">Why what serves serves, in words.</param>
/// <param name="Test">The errors on held-out time; null when the history leaves no such time.</param>
public sealed record LifetimeReport(
    int Customers, int RepeatCustomers, double LogLikelihood, int Trees, string Reason, LifetimeTest? Test)
{
    /// <summary>The trees' features by share of the total gain, greatest first; null or empty where no trees
    /// serve.</summary>
    public IReadOnlyList<FeatureShare>? Importance { get; init; }
}

/// <summary>Values foretold at an instant, held against what customers spent in the horizon after it.</summary>
/// <param name="At">The instant; nothing from after it was known.</param>
/// <param name="Customers">How many.</param>
/// <param name="Spent">What they spent.</param>
/// <param name="Cap">The 99th percentile of what a customer who spent anything did.</param>
/// <param name="Probability">The error of expected orders times expected order value.</param>
/// <param name="Trees">That of the trees; null when there was too little to grow any on.</param>
/// <param name="Naive">That of each customer going on to spend as before.</param>
public sealed record LifetimeTest(
    DateTimeOffset At,
    int Customers,
    double Spent,
    double Cap,
    LifetimeError Probability,
    LifetimeError? Trees,
    LifetimeError Naive)
{
    /// <summary>
    /// What a customer was foretold to spend by what serves, and spent, by tenths; null in models saved before that was
    /// kept.
    /// </summary>
    public IReadOnlyList<DecileOutcome>? Deciles { get; init; }
}

/// <summary>How far one method's values were from what came.</summary>
/// <param name="All">Over all customers as they are.</param>
/// <param name="CappedRootMeanSquare">
/// With what was foretold and what came cut off at the cap: one wholesale order would otherwise outweigh
/// everybody else.
/// </param>
/// <param name="Deviance">
/// What methods and versions are compared by, equation (69a) of docs/learning.md; null in models saved before that.
/// </param>
public sealed record LifetimeError(ForecastError All, double CappedRootMeanSquare, double? Deviance = null);

/// <summary>The JSON of lifetime models.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LifetimeMetadata))]
public sealed partial class LifetimeJson : JsonSerializerContext;

/// <summary>A lifetime model as it is stored.</summary>
/// <param name="Version">1, 2, 3 … given by the store; 0 before it is saved.</param>
/// <param name="Metadata">The parameters and how good they are.</param>
/// <param name="XgboostJson">The trees, where they serve; else empty.</param>
public sealed record LifetimeArtifact(int Version, LifetimeMetadata Metadata, byte[] XgboostJson)
{
    /// <summary>The name by which conditions, routes and commands know it.</summary>
    public const string Name = "lifetime";

    /// <summary>The trees' target as the training set is placed: an order within the horizon.</summary>
    public static PropensityTarget Target(int horizonDays) => new()
    {
        Name = Name,
        Outcome = PropensityOutcome.Orders,
        HorizonDays = horizonDays,
    };
}
