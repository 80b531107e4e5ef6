using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class CatalogueTests
{
    [Fact, Trait("clause", "DEC-11")]
    public void A_broken_audience_leaves_out_its_campaign_and_says_where()
    {
        var source = Source(
            Campaign("broken", "features.recency_days >\n  bogus.name", priority: 9), Campaign("sound", "true"));

        var (catalogue, errors) = Catalogue.Build(source);

        var error = Assert.Single(errors);
        Assert.Equal(("campaign", "broken"), (error.Kind, error.Key));
        Assert.Equal(("audience", 2), (error.Error.Field, error.Error.Line));
        Assert.True(error.Error.Column > 0);
        Assert.Equal("sound", catalogue.Decide().Campaign);
    }

    [Fact, Trait("clause", "DEC-11")]
    public void Every_kind_of_broken_entity_is_reported_and_its_neighbours_work()
    {
        var source = new CatalogueSource
        {
            Placements =
            [
                Hero, Hero, new Placement { Key = "not/a key" }, new Placement { Key = "torn", Template = "{{#if" },
            ],
            Segments =
            [
                Segment("vip", "true"), Segment("odd", "1 + 'a'"), Segment("vip", "false"), Segment("", "true"),
            ],
            Campaigns =
            [
                Campaign("ok", "in_segment('vip')"),
                Campaign("ok"),
                Campaign("no-segment", "in_segment('odd')"),
                Campaign("nowhere", priority: -1) with { Placements = ["gone", "hero"] },
                Campaign("no-variants") with { Variants = [] },
                Campaign("torn", variants: [new Variant { Key = "a", Template = "{{/if}}" }]),
            ],
        };

        var (catalogue, errors) = Catalogue.Build(source);

        Assert.Equal(
            [
                "campaign  no-segment audience",
                "campaign  no-variants variants",
                "campaign  nowhere placements[0]",
                "campaign  ok key",
                "campaign  torn variants[0].template",
                "placement hero key",
                "placement not/a key key",
                "placement torn template",
                "segment    key",
                "segment   odd condition",
                "segment   vip key",
            ],
            errors.Select(error => $"{error.Kind,-9} {error.Key} {error.Error.Field}")
                .Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["hero", "torn"], catalogue.Placements);
        Assert.Equal("ok", catalogue.Decide().Campaign);
        Assert.Equal(["vip"], Decider.Summarise(catalogue, Query()).Segments);
    }

    [Fact, Trait("clause", "DEC-14")]
    public void Segments_may_name_segments_in_any_order()
    {
        var catalogue = (Source(Campaign("c", "in_segment('outer')")) with
        {
            Segments =
            [
                Segment("outer", "in_segment('middle') && in_segment('inner')"),
                Segment("middle", "!in_segment('nobody') && in_segment('inner')"),
                Segment("inner", "customer.id == 'c-1'"),
                Segment("nobody", "false"),
            ],
        }).Sound();

        Assert.Equal("c", catalogue.Decide(Query(Profile("c-1"))).Campaign);
        Assert.Null(catalogue.Decide(Query(Profile("c-2"))).Campaign);
        Assert.Equal(["inner", "middle", "outer"], Decider.Summarise(catalogue, Query(Profile("c-1"))).Segments);
    }

    [Fact, Trait("clause", "DEC-14")]
    public void Segments_in_a_circle_are_refused_with_those_that_name_them_and_nobody_else()
    {
        var (catalogue, errors) = Catalogue.Build(Source(Campaign("c", "in_segment('follows')"), Campaign("d")) with
        {
            Segments =
            [
                Segment("a", "in_segment('fine') || in_segment('b')"),
                Segment("b", "in_segment('c')"),
                Segment("c", "in_segment('a')"),
                Segment("self", "!in_segment('self')"),
                Segment("follows", "in_segment('b')"),
                Segment("fine", "true"),
            ],
        });

        var faults = errors.Where(error => error.Kind == "segment")
            .ToDictionary(error => error.Key, error => error.Error.Message);
        Assert.Equal("names itself: a -> b -> c -> a.", faults["a"]);
        Assert.Equal("names itself: self -> self.", faults["self"]);
        Assert.Equal("names segment 'b', which is left out.", faults["follows"]);
        Assert.Equal(["a", "b", "c", "follows", "self"], faults.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("d", catalogue.Decide().Campaign);
        Assert.Equal(["fine"], Decider.Summarise(catalogue, Query()).Segments);
    }

    [Fact, Trait("clause", "DEC-14")]
    public void Segments_follow_one_from_another_32_deep_at_most_however_they_are_ordered()
    {
        var chain = Enumerable.Range(0, 60)
            .Select(i => Segment($"s{i:00}", i == 0 ? "true" : $"in_segment('s{i - 1:00}')")).ToArray();

        var (catalogue, errors) = Catalogue.Build(new CatalogueSource { Segments = chain });
        var (backwards, _) = Catalogue.Build(new CatalogueSource { Segments = [.. chain.Reverse()] });

        Assert.Equal(32, Decider.Summarise(catalogue, Query()).Segments.Count);
        Assert.Equal(28, errors.Count);
        Assert.Equal(Decider.Summarise(catalogue, Query()).Segments, Decider.Summarise(backwards, Query()).Segments);
    }

    [Fact, Trait("clause", "DEC-14")]
    public void A_segment_cannot_read_the_list_of_segments()
    {
        var error = Assert.Single(Segment("s", "'vip' in segments").Validate());

        Assert.Equal("condition", error.Field);
        Assert.Empty(Campaign("c", "'vip' in segments").Validate());
    }

    [Fact, Trait("clause", "DEC-10")]
    public void An_audience_is_checked_with_place_and_suggestion()
    {
        var error = Assert.Single(Campaign("c", "true &&\n features.recency_day > 1.0").Validate());

        Assert.Equal(("audience", 2), (error.Field, error.Line));
        Assert.Equal("recency_days", error.Nearest);
    }

    [Fact, Trait("clause", "DEC-11")]
    public void A_catalogue_of_nothing_works() =>
        Assert.Equal(DecisionReason.UnknownPlacement, Catalogue.Empty.Decide().Reason);

    [Fact, Trait("clause", "DEC-11")]
    public void Content_outlives_the_document_it_was_read_from()
    {
        Catalogue catalogue;
        using (var document = System.Text.Json.JsonDocument.Parse("""{"x":1}"""))
        {
            catalogue = (Source() with { Placements = [Hero with { Content = document.RootElement }] }).Sound();
        }

        Assert.Equal("""{"x":1}""", catalogue.Decide().Content!.Value.GetRawText());
    }
}
