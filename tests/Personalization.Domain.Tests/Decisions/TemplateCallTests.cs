using Personalization.Domain.Campaigns;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class TemplateCallTests
{
    [Theory, Trait("clause", "TPL-5")]
    [InlineData("{{moneyy cart.value}}", 1, 3, "moneyy", "money")]
    [InlineData("<p>\n  {{{ plurall 2 one='a' }}}", 2, 7, "plurall", "plural")]
    [InlineData("{{~Money cart.value}}", 1, 4, "Money", "money")]
    [InlineData("{{#eech segments}}x{{/eech}}", 1, 4, "eech", "each")]
    [InlineData("{{#money 1}}x{{/money}}", 1, 4, "money", null)]
    [InlineData("{{^unles segments}}x{{/unles}}", 1, 4, "unles", "unless")]
    [InlineData("{{#if a}}x{{else iff b}}y{{/if}}", 1, 18, "iff", "if")]
    [InlineData("{{money (looup a 'b')}}", 1, 10, "looup", "lookup")]
    [InlineData("{{money cart.value currency=(looup a 'b')}}", 1, 30, "looup", "lookup")]
    [InlineData("{{#if (and a b)}}x{{/if}}", 1, 8, "and", null)]
    [InlineData("{{log 'x'}}", 1, 3, "log", null)]
    [InlineData("{{customer.traits.name currency='EUR'}}", 1, 3, "customer.traits.name", null)]
    [InlineData("{{!-- {{a 1}} -- --}}{{b 1}}", 1, 24, "b", null)]
    [InlineData("\\\\{{b 1}}", 1, 5, "b", null)]
    [InlineData("{{> footer}}", 1, 5, "footer", null)]
    public void A_helper_or_partial_that_there_is_not_is_refused_with_its_place(
        string template, int line, int column, string found, string? nearest)
    {
        var error = Assert.Single(Faults(template));

        Assert.Equal(
            ("variants[0].template", line, column, found, nearest),
            (error.Field, error.Line, error.Column, error.Found, error.Nearest));
    }

    [Theory, Trait("clause", "TPL-5")]
    [InlineData("{{foo}}{{{foo.bar}}}{{../x}}{{this}}{{@index}}{{[a b]}}{{'text'}}")]
    [InlineData(
        "{{#foo}}x{{else}}y{{/foo}}{{^foo}}x{{/foo}}{{#each a as |b|}}{{b.c}}{{/each}}{{#with a as |b|}}{{/with}}")]
    [InlineData("{{#if a}}x{{else if b}}y{{else}}z{{/if}}{{#unless (lookup a 'b')}}x{{/unless}}")]
    [InlineData(
        "{{money cart.value currency='a (b 1) {{c 2}}'}}{{date now style=\"long (x y)\"}}{{number 3 decimals=1}}")]
    [InlineData("{{! foo 1 }}{{!-- {{foo 1}} --}}\\{{foo 1}} } {{plural 1 one='#'}}")]
    public void What_there_is_and_plain_values_pass(string template) => Assert.Empty(Faults(template));

    [Fact, Trait("clause", "TPL-5")]
    public void What_could_be_called_is_said()
    {
        var errors = Faults("{{moneyy 1}}{{#iff a}}{{/iff}}{{> x}}");

        Assert.Equal(
            [
                "calls the helper 'moneyy', which there is not. Did you mean 'money'?",
                "calls the block helper 'iff', which there is not. Did you mean 'if'?",
                "asks for the partial 'x': templates have none.",
            ],
            errors.Select(error => error.Message));
        Assert.Equal(
            ["one of money, number, date, plural, lookup", "one of if, unless, each, with", null],
            errors.Select(error => error.Expected));
    }

    [Fact, Trait("clause", "TPL-5")]
    public void The_template_of_a_placement_is_held_to_it()
    {
        var error = Assert.Single(new Placement { Key = "hero", Template = "{{moneyy 1}}" }.Validate());

        Assert.Equal(("template", "money"), (error.Field, error.Nearest));
    }

    [Fact, Trait("clause", "TPL-5")]
    public void No_scrap_of_a_template_hangs_or_crashes_the_check()
    {
        string[] scraps =
            ["{{", "}}", "{", "}", "#", "^", ">", "/", "!", "!--", "--", "~", "(", ")", "[", "]", "'", "\"", "\\", "|",
                "=", " ", "\n", "as", "else", "if", "money", "foo", "a.b", "@x", "1", "&", "*", "\0", "é"];
        var random = new Random(20260722);

        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(1, 14)).Select(_ => scraps[random.Next(scraps.Length)]));

            Assert.All(
                Faults(text), error => Assert.True(error.Line is null || (error.Line >= 1 && error.Column >= 0)));
        }
    }

    private static IReadOnlyList<FieldError> Faults(string template) =>
        Campaign("c", variants: [new Variant { Key = "a", Template = template }]).Validate();
}
