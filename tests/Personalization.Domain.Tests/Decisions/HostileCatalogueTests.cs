using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Segments;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class HostileCatalogueTests
{
    private static readonly string[] Scraps =
    [
        "{{", "}}", "{{{", "{{#each a}}", "{{/each}}", "{{#if", "{{>", "{{else}}", "{{!--", "\\", "\"", "'", "(", ")",
        "[", "]",
        "customer.id", "features.orders_lifetime", "traits.", "context.page", "in_segment('s-1')", "&&", "||", "==",
        ">", "1",
        "1.5", "'a'", "has(", ".exists(x, ", "x", " ", "\n", "\0", "\ud800", "é", "😀", "product.price", "?", ":",
        "null", "//",
    ];

    [Fact, Trait("clause", "DEC-8"), Trait("clause", "DEC-11")]
    public void Whatever_a_catalogue_is_made_of_it_builds_and_decides()
    {
        var random = new Random(20260301);
        for (var round = 0; round < 150; round++)
        {
            var (catalogue, errors) = Catalogue.Build(Garbage(random));
            var query = Query(context: """{"page":{"path":"\ud800"},"a":[1,2]}""") with { Explain = true };

            var result = Decider.Decide(catalogue, query, ["hero", "p-1", Scrap(random, 3)], () => "d");

            Assert.Equal(3, result.Decisions.Count);
            Assert.All(errors, error => Assert.NotEmpty(error.Error.Message));
            Assert.DoesNotContain(result.Decisions, decision => decision.Reason == DecisionReason.Error);
        }
    }

    [Fact, Trait("clause", "DEC-15")]
    public void Many_threads_decide_on_one_catalogue()
    {
        var template = "{{customer.id}} {{#each segments}}{{this}}{{/each}} {{features.orders_lifetime}}";
        var catalogue = (Source(Campaign("c", variants: [new Variant { Key = "a", Template = template }])) with
        {
            Segments = [Segment("s", "customer.id.endsWith('7')")],
        }).Sound();

        var html = new string?[2_000];
        Parallel.For(0, html.Length, i => html[i] = catalogue.Decide(Query(Profile("c-" + i))).Html);

        for (var i = 0; i < html.Length; i++)
        {
            Assert.Equal($"c-{i} {(i % 10 == 7 ? "s" : "")} 0", html[i]);
        }
    }

    private static CatalogueSource Garbage(Random random) => new()
    {
        Placements =
        [
            Hero, new Placement { Key = "p-1", Template = Scrap(random, 6) },
            new Placement { Key = Scrap(random, 1) },
        ],
        Segments =
            [.. Enumerable.Range(0, 4).Select(i => new Segment { Key = $"s-{i}", Condition = Scrap(random, 6) })],
        Campaigns = [.. Enumerable.Range(0, 6).Select(i => Campaign(
            $"c-{i}",
            i % 2 == 0 ? Scrap(random, 7) : null,
            random.Next(),
            new Variant
            {
                Key = "v",
                Template = i % 3 == 0 ? null : Scrap(random, 8),
                Recommendations = i % 4 == 0 ? new RecommendationSlot { Filter = Scrap(random, 5) } : null,
            }))],
    };

    private static string Scrap(Random random, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => Scraps[random.Next(Scraps.Length)]));
}
