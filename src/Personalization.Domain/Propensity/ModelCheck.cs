using System.Text.Json;
using System.Text.Json.Serialization;

namespace Personalization.Domain.Propensity;

/// <summary>How far a feature, or the score, has moved from where it was in training.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Index">The population stability index; equation (27) of docs/learning.md.</param>
/// <param name="Noise">What the index would be by chance alone, with these numbers of customers.</param>
public sealed record FeatureDrift(string Feature, double Index, double Noise);

/// <summary>A tenth of customers by their score of then, and what became of them.</summary>
/// <param name="Decile">1 holds the highest scores.</param>
/// <param name="Customers">How many.</param>
/// <param name="Expected">The mean of their probabilities.</param>
/// <param name="Observed">The share that had the outcome.</param>
public sealed record DecileOutcome(int Decile, int Customers, double Expected, double Observed);

/// <summary>Scores as they were a horizon ago, held against what customers did since.</summary>
/// <param name="Version">The version whose scores they are: the newest that knew nothing of what followed.</param>
/// <param name="At">When customers are scored.</param>
/// <param name="Quality">The measures.</param>
/// <param name="Deciles">Conversion by decile, the highest scores first.</param>
public sealed record PastScores(
    int Version, DateTimeOffset At, BinaryQuality Quality, IReadOnlyList<DecileOutcome> Deciles)
{
    /// <summary>The mean distance of probability and rate over the deciles.</summary>
    [JsonIgnore]
    public double CalibrationError =>
        Deciles.Sum(d => Math.Abs(d.Observed - d.Expected) * d.Customers)
        / Math.Max(1, Deciles.Sum(d => d.Customers));
}

/// <summary>What left its band.</summary>
public enum AlertKind
{
    /// <summary>A feature is spread unlike in training.</summary>
    [JsonStringEnumMemberName("feature_drift")]
    FeatureDrift = 1,

    /// <summary>Scores are spread unlike in training.</summary>
    [JsonStringEnumMemberName("score_drift")]
    ScoreDrift = 2,

    /// <summary>Probabilities are not what comes true.</summary>
    [JsonStringEnumMemberName("calibration")]
    Calibration = 3,

    /// <summary>A decile converts unlike its scores say.</summary>
    [JsonStringEnumMemberName("conversion")]
    Conversion = 4,
}

/// <summary>Something about a model that somebody should look at.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Kind">What left its band.</param>
/// <param name="Subject">The feature, <c>score</c>, or the decile.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Limit">The end of the band.</param>
/// <param name="Since">When it was first seen, by the checks since.</param>
/// <param name="Message">What it means and what to do.</param>
public sealed record ModelAlert(
    string Model,
    int Version,
    AlertKind Kind,
    string Subject,
    double Value,
    double Limit,
    DateTimeOffset Since,
    string Message);

/// <summary>A look at how an active version does on live customers.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">The version that scores.</param>
/// <param name="At">As of when.</param>
/// <param name="Customers">How many sampled customers it was asked of.</param>
/// <param name="Score">How far its scores have moved; null without a reference or with too few customers.</param>
/// <param name="Features">How far its inputs have moved, the farthest first.</param>
/// <param name="Past">Past scores and what came of them; null when no version is old enough.</param>
/// <param name="Alerts">What left its band.</param>
public sealed record ModelCheck(
    string Name,
    int Version,
    DateTimeOffset At,
    int Customers,
    FeatureDrift? Score,
    IReadOnlyList<FeatureDrift> Features,
    PastScores? Past,
    IReadOnlyList<ModelAlert> Alerts)
{
    /// <summary>
    /// Orders expected a while ago and what came of them; of the lifetime model only, null when no
    /// version is old enough.
    /// </summary>
    public PastOrders? Orders { get; init; }

    /// <summary>The check as JSON text, camelCase.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PropensityJson.Default.ModelCheck);

    /// <summary>Reads <see cref="ToJson"/> back; null for anything else.</summary>
    public static ModelCheck? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, PropensityJson.Default.ModelCheck);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
