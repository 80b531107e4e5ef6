using System.Text.Json;
using Personalization.Domain.Decisions;
using Personalization.Service.Decisions;

namespace Personalization.Service.OpenFeature;

/// <summary>Writes a decision as OFREP's successful evaluation.</summary>
internal static class FlagWriter
{
    /// <summary>The variant of a placement's own content.</summary>
    internal const string DefaultVariant = "default";

    /// <summary>
    /// One of the five reasons that the protocol lists: Python's client fails on others. The service's own reason is in
    /// the metadata.
    /// </summary>
    internal static string Reason(Decision decision) => decision.Reason switch
    {
        DecisionReason.Error => "UNKNOWN",
        _ when decision.Campaign is null => "STATIC",
        _ => decision.IsSplit ? "SPLIT" : "TARGETING_MATCH",
    };

    internal static void Write(Utf8JsonWriter json, Decision decision)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, decision.Placement);
        if (decision.Content is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) })
        {
            json.WritePropertyName("value"u8);
            DecisionWriter.WriteContent(json, decision.Content);
        }
        else if (decision.Html is not null)
        {
            json.WriteString("value"u8, decision.Html);
        }

        json.WriteString("reason"u8, Reason(decision));
        json.WriteString("variant"u8, decision.Variant ?? DefaultVariant);
        json.WriteStartObject("metadata"u8);
        WriteMetadata(json, decision);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Numbers, texts and flags only, as the protocol asks. The names of tracking are those of the impression's event.
    private static void WriteMetadata(Utf8JsonWriter json, Decision decision)
    {
        json.WriteString("decision_reason"u8, DecisionWriter.Name(decision.Reason));
        json.WriteString("decision_id"u8, decision.DecisionId);
        if (decision.Tracking is { } tracking)
        {
            json.WriteString("promotion_id"u8, tracking.PromotionId);
            json.WriteString("creative"u8, tracking.Creative);
            json.WriteString("position"u8, tracking.Position);
        }

        if (decision.Detail is { } detail)
        {
            json.WriteString("detail"u8, detail);
        }

        if (decision.Html is { } html)
        {
            json.WriteString("html"u8, html);
        }
    }
}
