using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Service.Propensity.Reports;

namespace Personalization.Service.Propensity;

/// <summary>What <c>train --json</c> prints.</summary>
internal sealed record TrainAnswer(IReadOnlyList<TrainedModelJson> Models);

/// <summary>One trained or refused model.</summary>
internal sealed record TrainedModelJson(
    string Name,
    int? Version,
    DateTimeOffset? Until,
    bool Promoted,
    string? Refusal,
    Verdict? Verdict,
    TrainingReport? Report)
{
    /// <summary>Why it was promoted or not, in words.</summary>
    public string? Reason { get; init; }

    internal static TrainedModelJson Of(TrainedModel trained) => new(
        trained.Target.Name,
        trained.Artifact?.Version,
        trained.Artifact?.Metadata.Until,
        trained.Promoted,
        trained.Refusal,
        trained.Verdict,
        trained.Artifact?.Metadata.Report)
    {
        Reason = trained.Verdict?.Reason,
    };

    internal static TrainedModelJson Of(string name, TrainingOutcome outcome) => new(
        name, outcome.Version, null, outcome.Promoted, outcome.Refusal, null, null)
    {
        Reason = outcome.Version is null ? null : outcome.Message,
    };
}

/// <summary>What <c>evaluate --json</c> prints.</summary>
internal sealed record EvaluateAnswer(IReadOnlyList<EvaluatedModel> Models);

/// <summary>The JSON of models and scores.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainAnswer))]
[JsonSerializable(typeof(EvaluateAnswer))]
[JsonSerializable(typeof(ScoreCustomer.CustomerScores))]
[JsonSerializable(typeof(EntityList<ListModels.Model>))]
[JsonSerializable(typeof(ListModels.Model))]
[JsonSerializable(typeof(TrainModel.Run))]
[JsonSerializable(typeof(DefineModel.ModelDefinition))]
[JsonSerializable(typeof(PropensityTarget))]
[JsonSerializable(typeof(UploadModel.UploadedVersion))]
[JsonSerializable(typeof(ReadinessReport))]
[JsonSerializable(typeof(ListAlerts.AlertList))]
[JsonSerializable(typeof(ModelCheck))]
[JsonSerializable(typeof(ReadReport.ModelReport))]
internal sealed partial class PropensityApiJson : JsonSerializerContext;
