using System.Text.Json;
using System.Text.Json.Serialization;

namespace Personalization.Service.Commands.Learn;

/// <summary>What <c>learn fit --json</c> prints.</summary>
/// <param name="Seconds">Binning and boosting, with the data in memory.</param>
/// <param name="PeakMegabytes">The most memory the process had, MiB.</param>
/// <param name="TrainAuc">For a binary label: of the training rows themselves.</param>
/// <param name="Train">Every measure of the training rows themselves.</param>
/// <param name="Warnings">What is odd about the data.</param>
internal sealed record FitAnswer(
    double Seconds,
    double PeakMegabytes,
    double? TrainAuc,
    int Rows,
    int Columns,
    int Trees,
    IReadOnlyDictionary<string, double> Train,
    IReadOnlyList<string> Warnings);

/// <summary>A measure over folds.</summary>
internal sealed record Spread(double Mean, double Deviation);

/// <summary>The JSON of the commands.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FitAnswer))]
[JsonSerializable(typeof(Dictionary<string, Spread>))]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>))]
internal sealed partial class LearnJson : JsonSerializerContext;
