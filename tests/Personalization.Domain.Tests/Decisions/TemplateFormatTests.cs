using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Recommendations;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class TemplateFormatTests
{
    [Theory, Trait("clause", "TPL-1")]
    [InlineData("en-US", "$1,234.50")]
    [InlineData("de-DE", "1.234,50\u00a0$")]
    [InlineData("fr-FR", "1\u202f234,50\u00a0$")]
    [InlineData("nl", "$\u00a01.234,50")]
    [InlineData("sv_SE", "1\u00a0234,50\u00a0$")]
    [InlineData("xx", "$1,234.50")]
    [InlineData("", "$1,234.50")]
    public void Money_is_written_as_the_language_writes_it(string locale, string expected) =>
        Assert.Equal(
            expected, Render("{{{money context.n currency='USD'}}}", $$"""{"n":1234.5,"locale":"{{locale}}"}"""));

    [Theory, Trait("clause", "TPL-1")]
    [InlineData("{{money context.n}}", "1,234.50")]
    [InlineData("{{money context.n currency='CHF'}}", "CHF\u00a01,234.50")]
    [InlineData("{{{money context.n currency='JPY' locale='de'}}}", "1.235\u00a0¥")]
    [InlineData("{{money 'much'}}{{money nothing}}{{date 'soon'}}{{plural nothing one='x'}}", "")]
    [InlineData("{{number context.n}}|{{number context.n decimals=1 locale='de'}}", "1,235|1.234,5")]
    [InlineData("{{date context.at}}|{{date context.at style='long'}}", "3/1/2026|March 1, 2026")]
    [InlineData(
        "{{date context.at locale='en-GB'}}|{{date context.at style='long' locale='en-GB'}}",
        "01/03/2026|1 March 2026")]
    [InlineData("{{{date context.at style='long' locale='de'}}}", "1. März 2026")]
    [InlineData(
        "{{date context.at style='long' locale='es'}}|{{date context.at locale='sv'}}",
        "1 de marzo de 2026|2026-03-01")]
    [InlineData("{{date context.at zone='Asia/Tokyo'}}|{{date now}}", "3/2/2026|3/1/2026")]
    [InlineData(
        "{{plural 1 one='# item' other='# items'}}, {{plural context.n one='# item' other='# items'}}",
        "1 item, 1,234.50 items")]
    [InlineData("{{plural 0 locale='fr' one='# article' other='# articles'}}", "0 article")]
    [InlineData(
        "{{plural 22 locale='pl' one='a' few='b' many='c' other='d'}}"
        + "{{plural 12 locale='pl' one='a' few='b' many='c'}}",
        "bc")]
    [InlineData("{{plural 5 one='<b>' other='<i>'}}", "&lt;i&gt;")]
    public void Helpers_take_options_and_are_escaped(string template, string expected) =>
        Assert.Equal(expected, Render(template, """{"n":1234.5,"at":"2026-03-01T18:30:00Z"}"""));

    [Fact, Trait("clause", "TPL-1")]
    public void The_customers_own_language_and_currency_count_where_the_page_says_none()
    {
        var profile = Profile("c-1", Identify(("locale", TraitValue.Of("de-AT")), ("currency", TraitValue.Of("EUR"))));

        Assert.Equal("2,50\u00a0€", Render("{{{money 2.5}}}", "{}", profile));
        Assert.Equal("€2.50", Render("{{{money 2.5}}}", """{"locale":"en"}""", profile));
    }

    [Fact, Trait("clause", "TPL-2")]
    public void The_cart_is_there_with_its_lines()
    {
        var profile = Profile("c-1", new CustomerEvent
        {
            Kind = EventKind.ProductAdded,
            Name = "Product Added",
            At = Now.AddMinutes(-5),
            Products = [new ProductLine { ProductId = "p1", PriceUnits = 95_000, Quantity = 2 }],
        });

        var html = Render(
            "{{cart.count}} {{money cart.value}}{{#each cart.items}} {{productId}}x{{quantity}}{{/each}}", "{}",
            profile);

        Assert.Equal("2 19.00 p1x2", html);
    }

    [Fact, Trait("clause", "TPL-2")]
    public void What_is_in_the_cart_has_the_name_and_links_that_the_catalogue_knows()
    {
        const string Template =
            "{{#each cart.items}}{{name}}|{{category}}|{{url}}|{{imageUrl}};{{/each}}{{customer.known}} {{content.on}}";
        var variant = new Variant { Key = "a", Content = Json("""{"on":false}"""), Template = Template };
        var catalogue = (Source(Campaign("c", variants: [variant])) with
        {
            Recommender = Recommender.Empty.With(
                [new Product
                {
                    ProductId = "p1", Name = "Lamp & co", Category = "Home", Url = "/p1", ImageUrl = "/p1.jpg",
                }]),
        }).Sound();

        var decision = catalogue.Decide(Query(Profile("c-1", Added("p1"), Added("p2"))));

        Assert.Equal("Lamp &amp; co|Home|/p1|/p1.jpg;|||;true false", decision.Html);

        static CustomerEvent Added(string product) => new()
        {
            Kind = EventKind.ProductAdded,
            Name = "Product Added",
            At = Now.AddMinutes(-5),
            Products = [new ProductLine { ProductId = product, PriceUnits = 95_000, Quantity = 2 }],
        };
    }

    [Theory, Trait("clause", "TPL-3")]
    [InlineData(
        "{{#each context.l}}{{#each ../context.l}}{{#each @root.context.l}}{{#each @root.context.l}}"
        + "{{/each}}{{/each}}{{/each}}{{/each}}")]
    [InlineData(
        "{{#each context.l}}{{#each @root.context.l}}{{#each @root.context.l}}{{#if @root.nothing}}"
        + "{{/if}}{{/each}}{{/each}}{{/each}}")]
    [InlineData(
        "{{#each segments}}{{#each @root.features}}{{#each @root.features}}{{#each @root.features}}"
        + "{{/each}}{{/each}}{{/each}}{{/each}}")]
    public void A_template_that_takes_too_many_steps_shows_the_variants_fallback(string template)
    {
        var variant = new Variant { Key = "a", Content = Json("1"), Fallback = Json("\"plain\""), Template = template };
        var source = Source(Campaign("c", variants: [variant])) with { Segments = [Segment("all", "true")] };
        var context = $$"""{"l":[{{string.Join(',', Enumerable.Range(0, 100))}}]}""";

        var decision = source.Sound().Decide(Query(Profile(), context));

        Assert.Equal((DecisionReason.Campaign, "c", null), (decision.Reason, decision.Campaign, decision.Html));
        Assert.Equal("plain", decision.Content!.Value.GetString());
        Assert.True(decision.IsTemplateBroken);
        Assert.Contains("steps", decision.Detail, StringComparison.Ordinal);
    }

    [Theory, Trait("clause", "TPL-3")]
    [InlineData("{{#*inline \"a\"}}{{> a}}{{> a}}{{/inline}}{{> a}}")]
    [InlineData("{{~# * inline 'a'}}{{/inline}}")]
    [InlineData("{{#> layout}}{{/layout}}")]
    public void A_template_that_defines_a_partial_is_refused(string template)
    {
        var errors = (Campaign("c", variants: [new Variant { Key = "a", Template = template }])).Validate();

        Assert.Equal(["variants[0].template"], errors.Select(error => error.Field));
    }

    private static string? Render(
        string template, string context, Personalization.Domain.Profiles.Profile? profile = null)
    {
        var rendered = TemplateScope.Render(Catalogue.Empty, Query(profile, context), template, content: null);
        Assert.Empty(rendered.Errors);
        Assert.Null(rendered.Fault);
        return rendered.Html;
    }
}
