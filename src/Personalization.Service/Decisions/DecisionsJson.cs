using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Domain.Decisions;
using Personalization.Domain.Recommendations;

namespace Personalization.Service.Decisions;

/// <summary>What POST /decide answers; written by <see cref="DecisionWriter"/>, described by this.</summary>
internal sealed record DecideResponse(IReadOnlyList<Decision> Decisions, CustomerSummary Customer, double TookMs);

/// <summary>The JSON of deciding.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DecideRequest))]
[JsonSerializable(typeof(DecideResponse))]
[JsonSerializable(typeof(PreviewEvent))]
[JsonSerializable(typeof(RecommendedItem))]
[JsonSerializable(typeof(IReadOnlyList<CandidateExplanation>))]
internal sealed partial class DecisionsJson : JsonSerializerContext;
