using System.Text.Json;
using System.Text.Json.Serialization;

namespace Personalization.Domain.Propensity;

/// <summary>What a model was learnt from, how to feed it, and how good it was on a time it had not seen.</summary>
public sealed record ModelMetadata
{
    /// <summary>What the model predicts, and for whom.</summary>
    public required PropensityTarget Target { get; init; }

    /// <summary>The model knows only events before this instant, those that settled its outcomes included.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The model's inputs in order, by their names in the feature catalogue.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>
    /// The training population's probabilities at evenly spaced ranks, ascending: the first is the lowest, the last the
    /// highest.
    /// </summary>
    public required IReadOnlyList<double> ProbabilityQuantiles { get; init; }

    /// <summary>How the trees were grown.</summary>
    public required TrainingParameters Parameters { get; init; }

    /// <summary>Sizes, metrics on held-out time, importance.</summary>
    public required TrainingReport Report { get; init; }

    /// <summary>The metadata as UTF-8 JSON, camelCase.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, PropensityJson.Default.ModelMetadata);

    /// <summary>Reads <see cref="ToJson"/> back; throws <see cref="JsonException"/> for anything else.</summary>
    public static ModelMetadata FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, PropensityJson.Default.ModelMetadata)
        ?? throw new JsonException("A model's metadata is a JSON object.");
}

/// <summary>The JSON of models: camelCase, enumerations by name, missing metrics left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(TrainingReport))]
public sealed partial class PropensityJson : JsonSerializerContext;
