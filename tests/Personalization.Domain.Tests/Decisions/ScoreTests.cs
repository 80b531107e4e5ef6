using Personalization.Domain.Decisions;
using Personalization.Domain.Propensity;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class ScoreTests
{
    private static readonly PropensityModel Purchase = Models.Learn("purchase");

    private static readonly CatalogueSource Scored = Source(
        Campaign("likely", "scores.purchase.probability > 0.5 && scores.purchase.percentile >= 50.0", priority: 1),
        Campaign("rest", "has(scores.purchase.probability)")) with
    { Models = [Purchase] };

    [Theory, Trait("clause", "CON-46"), Trait("clause", "DEC-17")]
    [InlineData(99, "likely")]
    [InlineData(1, "rest")]
    public void Campaigns_may_ask_for_scores_and_given_features_change_them(double orders, string campaign)
    {
        var query = Query() with { Features = Orders(orders) };

        Assert.Equal(campaign, Scored.Sound().Decide(query).Campaign);
    }

    [Fact, Trait("clause", "CON-46")]
    public void Without_a_model_of_the_name_there_is_no_score()
    {
        var catalogue = (Scored with { Models = [Models.Learn("churn")] }).Sound();

        var decision = catalogue.Decide(Query() with { Features = Orders(99) });

        Assert.Equal(DecisionReason.Default, decision.Reason);
    }

    [Fact, Trait("clause", "DEC-13")]
    public void The_answer_names_every_models_score()
    {
        var catalogue = (Scored with { Models = [Purchase, Models.Learn("churn")] }).Sound();

        var scores = Decider.Summarise(catalogue, Query() with { Features = Orders(99) }).Scores;

        Assert.Equal(["churn", "purchase"], scores.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(scores["purchase"].Probability, 0.5, 1);
        Assert.InRange(scores["purchase"].Percentile, 50, 100);
    }

    [Fact, Trait("clause", "DEC-17")]
    public void Given_features_are_what_conditions_and_templates_see()
    {
        var source = Source(Campaign(
            "c",
            "features.orders_lifetime == 7.0 && !has(features.revenue_lifetime)",
            variants: [new() { Key = "a", Template = "{{features.orders_lifetime}}" }]));
        var features = new Dictionary<string, double?>
        {
            ["orders_lifetime"] = 7,
            ["revenue_lifetime"] = null,
            ["no_such"] = 1,
            ["top_category"] = 1,
        };

        Assert.Equal("7", source.Sound().Decide(Query() with { Features = features }).Html);
        Assert.Null(source.Sound().Decide().Html);
    }

    private static Dictionary<string, double?> Orders(double orders) => new() { ["orders_lifetime"] = orders };
}
