namespace Personalization.Service.Commands.Demo;

/// <summary>What a newcomer reads when the demonstration is up.</summary>
internal static class DemoGuide
{
    internal static string Text(string url, DemoKeys keys, string customer) => $$$"""

        The shop is open at {{{url}}}
          Swagger  {{{url}}}/swagger
          Health   {{{url}}}/health/ready
          Metrics  {{{url}}}/metrics

        Keys (new on every start)
          admin    {{{keys.Admin}}}
          ingest   {{{keys.Ingest}}}
          decide   {{{keys.Decide}}}

        Try it: what does {{{customer}}} see, what would {{{customer}}} like, and what does another visit change?
          curl -s {{{url}}}/decide \
            -H 'Authorization: Bearer {{{keys.Decide}}}' -H 'Content-Type: application/json' \
            -d '{"customerId":"{{{customer}}}","placements":["home-hero","cart-banner"],"explain":true}'
          curl -s '{{{url}}}/recommendations?customerId={{{customer}}}&strategy=for-you&limit=5' \
            -H 'Authorization: Bearer {{{keys.Decide}}}'
          curl -s {{{url}}}/v1/track \
            -H 'Authorization: Bearer {{{keys.Ingest}}}' -H 'Content-Type: application/json' \
            -d '{"userId":"{{{customer}}}","event":"Product Viewed",
                 "properties":{"product_id":"p-001","category":"shoes","price":99.95}}'

        Stop with Ctrl+C.
        """;
}
