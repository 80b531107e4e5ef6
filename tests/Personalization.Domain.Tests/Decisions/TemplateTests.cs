using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Recommendations;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class TemplateTests
{
    [Theory, Trait("clause", "DEC-15")]
    [InlineData("{{customer.id}}", "c-1")]
    [InlineData("{{customer.traits.name}}", "&lt;b&gt;&quot;Ann&quot;")]
    [InlineData("{{{customer.traits.name}}}", "<b>\"Ann\"")]
    [InlineData("{{#if customer.traits.vip}}yes{{else}}no{{/if}}", "yes")]
    [InlineData("{{customer.traits.age}}", "42.5")]
    [InlineData("{{features.orders_lifetime}}|{{features.recency_days}}", "0|")]
    [InlineData("{{#each segments}}{{this}};{{/each}}", "all;named;")]
    [InlineData("{{context.page.path}} {{context.n}} {{#each context.list}}{{this}}{{/each}}", "/a&amp;b 1.5 12")]
    [InlineData("{{placement}} {{tracking.promotion_id}} {{tracking.decision_id}}", "hero c d-1")]
    [InlineData("{{#each recommendations}}{{productId}}={{price}} {{/each}}", "p1=9.5 ")]
    [InlineData("{{scores.purchase.probability}}{{nothing}}{{customer.nothing.deeper}}", "")]
    public void Shows_what_is_known(string template, string expected)
    {
        var catalogue = (Source(Campaign("c", variants: [new Variant { Key = "a", Template = template }])) with
        {
            Segments = [Segment("all", "true"), Segment("named", "has(traits.name)"), Segment("none", "false")],
            Recommender = Recommender.Empty.With([new Product { ProductId = "p1", Price = 9.5m }]),
        }).Sound();
        var profile = Profile("c-1", Identify(
            ("name", TraitValue.Of("<b>\"Ann\"")), ("vip", TraitValue.Of(true)), ("age", TraitValue.Of(42.5))));

        var decision = catalogue.Decide(Query(profile, """{"page":{"path":"/a&b"},"n":1.5,"list":[1,2]}"""));

        Assert.Null(decision.Detail);
        Assert.Equal(expected, decision.Html);
    }

    [Theory, Trait("clause", "DEC-9")]
    [InlineData("{{> partial}}")]
    [InlineData("{{unknownHelper 1 2}}")]
    [InlineData(
        "{{#each context.l}}{{#each ../context.l}}{{#each ../../context.l}}{{@root.context.t}}"
        + "{{/each}}{{/each}}{{/each}}")]
    public void A_template_that_fails_leaves_the_content_and_says_why(string template)
    {
        var variant = new Variant { Key = "a", Content = Json("""{"headline":"kept"}"""), Template = template };
        var catalogue = Source(Campaign("c", variants: [variant])).Sound();
        var context = $$"""{"l":[{{string.Join(',', Enumerable.Range(0, 50))}}],"t":"{{new string('x', 100)}}"}""";

        var decision = catalogue.Decide(Query(context: context));

        Assert.Equal((DecisionReason.Campaign, "c", "a"), (decision.Reason, decision.Campaign, decision.Variant));
        Assert.Equal("kept", decision.Content!.Value.GetProperty("headline").GetString());
        Assert.Null(decision.Html);
        Assert.StartsWith("The template failed: ", decision.Detail, StringComparison.Ordinal);
    }

    [Fact, Trait("clause", "DEC-15")]
    public void Default_content_has_its_template_too()
    {
        var source = Source() with { Placements = [Hero with { Template = "Hello {{customer.id}}" }] };

        Assert.Equal("Hello c-1", source.Sound().Decide().Html);
    }

    [Fact, Trait("clause", "DEC-15")]
    public void A_content_that_asks_for_recommendations_gets_them_in_the_answer_and_in_its_template()
    {
        var slot = new RecommendationSlot
        {
            Strategy = RecommendationStrategy.Popular,
            Limit = 2,
            Category = "hat",
            Filter = "product.price < 10.0",
        };
        const string Template = "{{#each recommendations}}{{productId}},{{/each}}";
        var variant = new Variant { Key = "a", Template = Template, Recommendations = slot };
        (string, string, decimal)[] products =
            [("a", "hat", 5m), ("b", "mug", 5m), ("c", "hat", 15m), ("d", "hat", 6m), ("e", "hat", 7m)];
        var catalogue = (Source(Campaign("c", variants: [variant])) with
        {
            Recommender = Recommender.Empty.With(products.Select(product =>
                new Product { ProductId = product.Item1, Category = product.Item2, Price = product.Item3 })),
        }).Sound();

        var decision = catalogue.Decide();

        Assert.Equal(["a", "d"], decision.Recommendations!.Select(item => item.ProductId));
        Assert.Equal("a,d,", decision.Html);
    }

    [Fact, Trait("clause", "DEC-15")]
    public void A_content_that_asks_for_nothing_has_no_recommendations() =>
        Assert.Null(Source(Campaign("c")).Sound().Decide().Recommendations);

    [Fact, Trait("clause", "DEC-10")]
    public void A_filter_of_recommendations_is_checked()
    {
        var slot = new RecommendationSlot { Filter = "product.colour == 'red'" };

        var campaign = Campaign("c", variants: [new Variant { Key = "a", Recommendations = slot }]);

        var error = Assert.Single(campaign.Validate());

        Assert.Equal(("variants[0].recommendations.filter", 1), (error.Field, error.Line));
    }
}
