namespace Personalization.Service.Decisions;

/// <summary>What Swagger shows for deciding.</summary>
internal static class DecideExamples
{
    internal const string Request = """
        {
          "customerId": "c-42", "anonymousId": "a-1", "placements": ["home-hero", "cart-banner"],
          "context": { "page": { "path": "/shoes" }, "device": "mobile", "locale": "de-DE",
                       "custom": { "weather": "rain" } },
          "explain": true, "preview": false
        }
        """;

    internal const string Response = """
        {
          "decisions": [ {
            "decisionId": "01JNB6R3S3MQ1E2Y2WZJ4D5R8X", "placement": "home-hero", "campaign": "winback", "variant": "b",
            "reason": "campaign", "content": { "headline": "We miss you", "cta": "10 % for you" },
            "html": "<a href=\"/shoes\">...</a>",
            "recommendations": [ { "productId": "p1", "name": "Runner", "price": 89.9, "score": 1 } ],
            "tracking": { "promotion_id": "winback", "creative": "b", "position": "home-hero",
                          "decision_id": "01JNB6R3S3MQ1E2Y2WZJ4D5R8X" },
            "explain": [ {
              "campaign": "winback", "priority": 10, "outcome": "won", "scheduled": true,
              "bucket": 0.6127, "variant": "b",
              "audience": {
                "condition": "features.recency_days > 60 && scores.churn.probability > 0.7", "holds": true,
                "parts": [
                  { "text": "features.recency_days > 60 && scores.churn.probability > 0.7",
                    "value": "true", "depth": 0 },
                  { "text": "features.recency_days > 60", "value": "true", "depth": 1 },
                  { "text": "features.recency_days", "value": "84.2", "depth": 2 },
                  { "text": "scores.churn.probability > 0.7", "value": "true", "depth": 1 },
                  { "text": "scores.churn.probability", "value": "0.77", "depth": 2 } ],
                "missing": [],
                "scores": [ { "model": "churn", "probability": 0.77, "percentile": 95,
                  "contributions": [ { "feature": "recency_days", "value": 84.2, "logOdds": 0.91 } ] } ] } } ] } ],
          "customer": { "known": true, "segments": ["vip"], "scores": {
            "purchase": { "probability": 0.31, "percentile": 84 },
            "churn": { "probability": 0.77, "percentile": 95 } } },
          "tookMs": 0.4
        }
        """;
}
