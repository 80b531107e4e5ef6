namespace Personalization.Service.Decisions;

/// <summary>What Swagger shows for deciding.</summary>
internal static class DecideExamples
{
    internal const string Request = """
        {
          "customerId": "c-42", "anonymousId": "a-1", "placements": ["home-hero", "cart-banner"],
          "context": { "page": { "path": "/shoes" }, "device": "mobile", "locale": "de-DE", "custom": { "weather": "rain" } },
          "explain": false, "preview": false
        }
        """;

    internal const string Response = """
        {
          "decisions": [ {
            "decisionId": "01JNB6R3S3MQ1E2Y2WZJ4D5R8X", "placement": "home-hero", "campaign": "winback", "variant": "b",
            "reason": "campaign", "content": { "headline": "We miss you", "cta": "10 % for you" }, "html": "<a href=\"/shoes\">...</a>",
            "recommendations": [ { "productId": "p1", "name": "Runner", "price": 89.9, "score": 1 } ],
            "tracking": { "promotion_id": "winback", "creative": "b", "position": "home-hero",
                          "decision_id": "01JNB6R3S3MQ1E2Y2WZJ4D5R8X" } } ],
          "customer": { "known": true, "segments": ["vip"], "scores": {
            "purchase": { "probability": 0.31, "percentile": 84 }, "churn": { "probability": 0.77, "percentile": 95 } } },
          "tookMs": 0.4
        }
        """;
}
