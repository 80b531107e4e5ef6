using Personalization.Conditions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class KnownModelTests
{
    private static readonly CatalogueSource Known = Source() with
    {
        ModelNames = ["purchase", "churn", "shoes-30"],
        Segments = [Segment("vip", "customer.known")],
    };

    [Theory, Trait("clause", "CON-53")]
    [InlineData("customer.known && scores.churnn.probability > 0.7", 26, "churnn", "churn")]
    [InlineData("scores.Purchase.percentile > 0.7", 8, "Purchase", "purchase")]
    [InlineData("scores.nothing.probability > 0.7", 8, "nothing", null)]
    [InlineData("scores.churn.probabilty > 0.7", 14, "probabilty", "probability")]
    [InlineData("scores.lifetme.value_365d > 7.0", 8, "lifetme", "lifetime")]
    [InlineData("scores.lifetime.value_356d > 7.0", 17, "value_356d", "value_365d")]
    [InlineData("scores.lifetime.probability > 0.7", 17, "probability", null)]
    public void A_model_that_there_is_not_is_refused_with_its_place_and_the_nearest(
        string condition, int column, string found, string? nearest)
    {
        var errors = Condition.Compile(condition, CustomerVocabulary.Of(Known), ConditionType.Bool).Errors;

        var error = Assert.Single(errors);
        Assert.Equal((1, column, found, nearest), (error.Line, error.Column, error.Found, error.Nearest));
    }

    [Fact, Trait("clause", "CON-53")]
    public void What_could_stand_there_is_said()
    {
        var error = Condition.Compile("scores.churnn.probability > 0.7", CustomerVocabulary.Of(Known)).Errors[0];

        Assert.Equal("'scores' has no field 'churnn'. Did you mean 'churn'?", error.Message);
        Assert.Equal("a field of scores: churn, lifetime, purchase", error.Expected);
    }

    [Theory, Trait("clause", "CON-53")]
    [InlineData("scores.churn.probability > 0.7 && scores.purchase.percentile >= 80.0")]
    [InlineData("scores[\"shoes-30.probability\"] > 0.7")]
    [InlineData("scores.lifetime.value_365d > 7.0")]
    [InlineData("has(scores.churn.probability)")]
    public void A_model_may_be_named_before_it_is_trained(string condition)
    {
        var compiled = Condition.Compile(condition, CustomerVocabulary.Of(Known), ConditionType.Bool);

        Assert.Empty(compiled.Errors);
        using var subject = new DecisionSubject(Catalogue.Empty, Query());
        Assert.False(compiled.Condition!.Matches(subject));
    }

    [Fact, Trait("clause", "CON-53")]
    public void Audiences_ranks_segments_and_conditions_of_variants_are_held_to_it()
    {
        var variant = new Variant
        {
            Key = "a",
            Condition = "scores.chrn.probability > 0.5",
            Rank = "scores.purchas.probability",
        };
        var campaign = Campaign("c", "scores.churnn.probability > 0.5", variants: variant) with
        {
            Choice = VariantChoice.Ranked,
        };
        var source = Known with
        {
            Campaigns = [campaign],
            Segments = [Segment("vip", "scores.purchasee.percentile > 90.0")],
        };

        var errors = Catalogue.Build(source).Errors;

        Assert.Equal(
            [
                ("vip", "condition", "purchase"), ("c", "audience", "churn"), ("c", "variants[0].condition", "churn"),
                ("c", "variants[0].rank", "purchase"),
            ],
            errors.Select(error => (error.Key, error.Error.Field, error.Error.Nearest)));
    }

    [Fact, Trait("clause", "CON-46")]
    public void What_is_stored_is_decided_by_where_a_model_has_gone()
    {
        var source = Source(Campaign("c", "scores.gone.probability > 0.5 || !customer.known"));

        Assert.Equal("c", source.Sound().Decide().Campaign);
    }

    [Fact, Trait("clause", "DEC-22")]
    public void A_placement_that_there_is_not_is_refused_with_the_nearest()
    {
        var error = Assert.Single(Catalogue.Build(
            Source(Campaign("c") with { Placements = ["heroo"] })).Errors).Error;

        Assert.Equal(("placements[0]", "heroo", "hero"), (error.Field, error.Found, error.Nearest));
        Assert.Equal("There is no placement 'heroo'. Did you mean 'hero'?", error.Message);
    }
}
