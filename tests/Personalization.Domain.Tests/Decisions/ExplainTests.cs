using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Experiments;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class ExplainTests
{
    [Fact, Trait("clause", "DEC-12")]
    public void Every_candidate_says_what_became_of_it()
    {
        var catalogue = Source(
            Campaign("e-late", priority: 5) with { Schedule = new Schedule { From = Now.AddDays(1) } },
            Campaign("d-others", "customer.id == 'somebody else'", priority: 4),
            Campaign("c-uncovered", priority: 3) with { Coverage = 0 },
            Campaign("b-winner", priority: 2),
            Campaign("a-after", priority: 1)).Sound();

        var decision = catalogue.Decide(Query() with { Explain = true });

        Assert.Equal("b-winner", decision.Campaign);
        Assert.Equal(
            [
                ("e-late", CandidateOutcome.NotScheduled),
                ("d-others", CandidateOutcome.NotInAudience),
                ("c-uncovered", CandidateOutcome.NotCovered),
                ("b-winner", CandidateOutcome.Won),
                ("a-after", CandidateOutcome.Outranked),
            ],
            decision.Explain!.Select(candidate => (candidate.Campaign, candidate.Outcome)));
        Assert.Equal(Bucketing.Place("b-winner", "c-1"), decision.Explain![3].Bucket);
        Assert.Equal(["a", "a", null, "a", "a"], decision.Explain!.Select(candidate => candidate.Variant));
    }

    [Fact, Trait("clause", "DEC-12")]
    public void A_condition_shows_the_values_it_saw()
    {
        var catalogue = Source(Campaign("c", "customer.id == 'c-2' && traits.plan == 'gold'")).Sound();

        var explained = catalogue.Decide(Query() with { Explain = true }).Explain![0].Audience!;

        Assert.False(explained.Holds);
        var seen = explained.Parts.ToDictionary(part => part.Text, part => part.Value);
        Assert.Equal("\"c-1\"", seen["customer.id"]);
        Assert.Equal("no value", seen["traits.plan"]);
        Assert.Equal("false", seen["customer.id == 'c-2'"]);
        Assert.Equal(0, explained.Parts[0].Depth);
    }

    [Fact, Trait("clause", "DEC-12")]
    public void What_is_missing_is_named_and_segments_and_scores_are_taken_apart()
    {
        var audience = "in_segment(\"gold\") && scores.churn.probability >= 0.0 && last('Email Opened') < now";
        var catalogue = (Source(Campaign("c", audience)) with
        {
            Segments = [Segment("gold", "traits.plan == 'gold'")],
            Models = [Models.Learn("churn", 20), Models.Learn("purchase", 20)],
        }).Sound();
        var features = new Dictionary<string, double?> { ["orders_lifetime"] = 99 };

        var explained = catalogue.Decide(Query() with { Explain = true, Features = features }).Explain![0].Audience!;

        Assert.Equal(["last(\"Email Opened\")", "traits.plan"], explained.Missing!);
        Assert.Equal(2, explained.Parts.Single(part => part.Text == "traits.plan == 'gold'").Depth);
        var score = Assert.Single(explained.Scores!);
        Assert.Equal("churn", score.Model);
        Assert.Equal(("orders_lifetime", 99), (score.Contributions[0].Feature, score.Contributions[0].Value));
    }

    [Fact, Trait("clause", "DEC-12")]
    public void A_condition_that_cannot_be_evaluated_says_why()
    {
        var catalogue = Source(Campaign("c", "traits.plan == 'gold'")).Sound();

        var explained = catalogue.Decide(Query() with { Explain = true }).Explain![0].Audience!;

        Assert.False(explained.Holds);
        Assert.Contains("traits.plan", explained.Error!, StringComparison.Ordinal);
    }

    [Fact, Trait("clause", "DEC-12")]
    public void A_default_is_explained_too_and_nothing_is_unless_asked()
    {
        var catalogue = Source(Campaign("c", "false")).Sound();

        var candidate = Assert.Single(catalogue.Decide(Query() with { Explain = true }).Explain!);

        Assert.Equal(CandidateOutcome.NotInAudience, candidate.Outcome);
        Assert.Null(catalogue.Decide().Explain);
    }

    [Fact, Trait("clause", "DEC-12")]
    public void A_deep_condition_is_cut_not_refused()
    {
        var deep = string.Join(" || ", Enumerable.Range(0, 200).Select(i => $"customer.id == 'x-{i}'"));
        var catalogue = Source(Campaign("c", deep)).Sound();

        Assert.Equal(200, catalogue.Decide(Query() with { Explain = true }).Explain![0].Audience!.Parts.Count);
    }
}
