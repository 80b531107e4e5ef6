using System.Runtime.InteropServices;
using System.Text.Json;
using Personalization.Domain.Decisions;
using Personalization.Domain.Propensity;
using Personalization.Domain.Recommendations;

namespace Personalization.Service.Decisions;

/// <summary>Writes the answer of a decide call. By hand: this is the hot path, and content goes out as the bytes it
/// came in.</summary>
internal static class DecisionWriter
{
    private static readonly JsonEncodedText CustomerName = JsonEncodedText.Encode("customer");
    private static readonly JsonEncodedText DecisionIdName = JsonEncodedText.Encode("decisionId");
    private static readonly JsonEncodedText PlacementName = JsonEncodedText.Encode("placement");
    private static readonly JsonEncodedText CampaignName = JsonEncodedText.Encode("campaign");
    private static readonly JsonEncodedText VariantName = JsonEncodedText.Encode("variant");
    private static readonly JsonEncodedText ReasonName = JsonEncodedText.Encode("reason");
    private static readonly JsonEncodedText ProbabilityName = JsonEncodedText.Encode("probability");
    private static readonly JsonEncodedText PercentileName = JsonEncodedText.Encode("percentile");

    /// <summary>The reason's name in answers, logs and metrics.</summary>
    internal static string Name(DecisionReason reason) => reason switch
    {
        DecisionReason.Campaign => "campaign",
        DecisionReason.Default => "default",
        DecisionReason.Capped => "capped",
        DecisionReason.UnknownPlacement => "unknown_placement",
        DecisionReason.Error => "error",
        DecisionReason.NoConsent => "no_consent",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "This reason has no name yet."),
    };

    /// <summary>The whole answer: decisions, customer, and how long it took.</summary>
    internal static void Write(Utf8JsonWriter json, DecisionResult result, TimeSpan took)
    {
        json.WriteStartObject();
        json.WriteStartArray("decisions"u8);
        for (var i = 0; i < result.Decisions.Count; i++)
        {
            Write(json, result.Decisions[i]);
        }

        json.WriteEndArray();
        Write(json, result.Customer);
        json.WriteNumber("tookMs"u8, Math.Round(took.TotalMilliseconds, 3));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Decision decision)
    {
        json.WriteStartObject();
        json.WriteString(DecisionIdName, decision.DecisionId);
        json.WriteString(PlacementName, decision.Placement);
        json.WriteString(CampaignName, decision.Campaign);
        json.WriteString(VariantName, decision.Variant);
        json.WriteString(ReasonName, Name(decision.Reason));
        json.WritePropertyName("content"u8);
        WriteContent(json, decision.Content);
        WriteIfPresent(json, "html"u8, decision.Html);
        WriteIfPresent(json, "detail"u8, decision.Detail);
        if (decision.Recommendations is { } items)
        {
            json.WritePropertyName("recommendations"u8);
            WriteItems(json, items);
        }

        if (decision.Tracking is { } tracking)
        {
            json.WriteStartObject("tracking"u8);
            json.WriteString("promotion_id"u8, tracking.PromotionId);
            json.WriteString("creative"u8, tracking.Creative);
            json.WriteString("position"u8, tracking.Position);
            json.WriteString("decision_id"u8, tracking.DecisionId);
            json.WriteEndObject();
        }

        if (decision.Explain is { } explain)
        {
            json.WritePropertyName("explain"u8);
            JsonSerializer.Serialize(json, explain, DecisionsJson.Default.IReadOnlyListCandidateExplanation);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CustomerSummary customer)
    {
        json.WriteStartObject(CustomerName);
        json.WriteBoolean("known"u8, customer.Known);
        json.WriteStartArray("segments"u8);
        for (var i = 0; i < customer.Segments.Count; i++)
        {
            json.WriteStringValue(customer.Segments[i]);
        }

        json.WriteEndArray();
        json.WriteStartObject("scores"u8);
        foreach (var (model, score) in customer.Scores)
        {
            json.WritePropertyName(model);
            Write(json, score);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Score score)
    {
        json.WriteStartObject();
        json.WriteNumber(ProbabilityName, Math.Round(score.Probability, 6));
        json.WriteNumber(PercentileName, Math.Round(score.Percentile, 2));
        json.WriteEndObject();
    }

    /// <summary>Recommended products, as the array both /decide and /recommendations answer with.</summary>
    internal static void WriteItems(Utf8JsonWriter json, IReadOnlyList<RecommendedItem> items)
    {
        json.WriteStartArray();
        foreach (var item in items)
        {
            JsonSerializer.Serialize(json, item, DecisionsJson.Default.RecommendedItem);
        }

        json.WriteEndArray();
    }

    /// <summary>Content as it was configured; null where there is none.</summary>
    internal static void WriteContent(Utf8JsonWriter json, JsonElement? content)
    {
        if (content is not { ValueKind: not JsonValueKind.Undefined } element)
        {
            json.WriteNullValue();
            return;
        }

        // It was parsed when it was configured, so it need not be checked again on every answer.
        json.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
    }

    private static void WriteIfPresent(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
