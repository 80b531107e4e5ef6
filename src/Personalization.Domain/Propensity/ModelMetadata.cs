using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Learning.Calibration;
using Personalization.Learning.Linear;

namespace Personalization.Domain.Propensity;

/// <summary>What a model was learnt from, how to feed it, and how good it was on a time it had not seen.</summary>
public sealed record ModelMetadata
{
    /// <summary>What the model predicts, and for whom.</summary>
    public required PropensityTarget Target { get; init; }

    /// <summary>The model knows only events before this instant, those that settled its outcomes included.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Where it comes from; null in models saved before that was noted, which were trained here.</summary>
    public ModelOrigin? Origin { get; init; }

    /// <summary>The oldest instant at which customers were looked at; null where that is not known.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The model's inputs in order, by their names in the feature catalogue.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>
    /// The training population's calibrated probabilities at evenly spaced ranks, ascending: the first is the lowest,
    /// the last the highest.
    /// </summary>
    public required IReadOnlyList<double> ProbabilityQuantiles { get; init; }

    /// <summary>
    /// The logistic regression that counts beside the trees, by <see cref="TrainingParameters.LinearShare"/>, over the
    /// same inputs; null for trees alone.
    /// </summary>
    public LogisticCoefficients? Linear { get; init; }

    /// <summary>What makes probabilities come true as often as they say, learnt on held-out time; null for
    /// none.</summary>
    public CalibrationCoefficients? Calibration { get; init; }

    /// <summary>How the model was grown.</summary>
    public required TrainingParameters Parameters { get; init; }

    /// <summary>Sizes, metrics on held-out time, importance.</summary>
    public required TrainingReport Report { get; init; }

    /// <summary>What to know before trusting it: features that look like leaks, an unmeasured upload.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Its probabilities beside outcomes on held-out time; null where there was none.</summary>
    public TestCurves? Curves { get; init; }

    /// <summary>How it did against the baselines and the version that scored then; null where nobody asked.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>What its customers looked like; null in models saved before that was kept.</summary>
    public PopulationReference? Reference { get; init; }

    /// <summary>
    /// Names the list of inputs: 16 hexadecimal digits of the SHA-256 of their names, a line each. Models of equal
    /// hashes can be compared row by row.
    /// </summary>
    [JsonIgnore]
    public string FeatureHash => HashOf(Features);

    /// <summary>Names any list of features as <see cref="FeatureHash"/> does.</summary>
    public static string HashOf(IReadOnlyList<string> features) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', features))).AsSpan(0, 8));

    /// <summary>The metadata as UTF-8 JSON, camelCase.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, PropensityJson.Default.ModelMetadata);

    /// <summary>Reads <see cref="ToJson"/> back; throws <see cref="JsonException"/> for anything else.</summary>
    public static ModelMetadata FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, PropensityJson.Default.ModelMetadata)
        ?? throw new JsonException("A model's metadata is a JSON object.");
}

/// <summary>Where a model comes from.</summary>
public enum ModelOrigin
{
    /// <summary>Learnt here, from the event log.</summary>
    [JsonStringEnumMemberName("trained")]
    Trained = 1,

    /// <summary>Learnt elsewhere and uploaded.</summary>
    [JsonStringEnumMemberName("uploaded")]
    Uploaded = 2,
}

/// <summary>The JSON of models: camelCase, enumerations by name, missing metrics left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(TrainingReport))]
[JsonSerializable(typeof(ModelCheck))]
[JsonSerializable(typeof(ShadowTally))]
public sealed partial class PropensityJson : JsonSerializerContext;
