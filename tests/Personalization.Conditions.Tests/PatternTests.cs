namespace Personalization.Conditions.Tests;

/// <summary><c>matches()</c> follows RE2, not .NET.</summary>
public sealed class PatternTests
{
    [Theory, Trait("clause", "CON-10")]
    [InlineData("abc", "b", true)]
    [InlineData("abc", "^b", false)]
    [InlineData("abc", "c$", true)]
    [InlineData("abc\n", "c$", false)]
    [InlineData("abc\nd", "(?m)c$", true)]
    [InlineData("abc\nd", "(?m:^d)", true)]
    [InlineData("a\nb", "a.b", false)]
    [InlineData("a\nb", "(?s)a.b", true)]
    [InlineData("a\nb", "(?s:a.)b", true)]
    [InlineData("a\nbc\nd", "(?s:a.)bc.d", false)]
    [InlineData("ABC", "(?i)abc", true)]
    [InlineData("ABC", "a(?i)bc", false)]
    [InlineData("aBC", "a(?i)bc", true)]
    [InlineData("aBc", "a(?i:b)C", false)]
    [InlineData("ABC", "(?i)a(?-i)bc", false)]
    [InlineData("٣", @"^\d$", false)]
    [InlineData("é", @"\w", false)]
    [InlineData("é", @"^\W$", true)]
    [InlineData("é", @"^\pL$", true)]
    [InlineData("é", @"^\p{Ll}$", true)]
    [InlineData("é", @"\PL", false)]
    [InlineData("é", @"^\p{^Lu}$", true)]
    [InlineData("😀", "^.$", true)]
    [InlineData("😀", "^..$", false)]
    [InlineData("😀😀", "^😀+$", true)]
    [InlineData("😀", "^[a😀]$", true)]
    [InlineData("😀", "^[😁😀]$", true)]
    [InlineData("", "^[😁😀]$", false)]
    [InlineData("😀", "^[^a]$", true)]
    [InlineData("😀", @"^\D$", true)]
    [InlineData("😀", @"^\x{1F600}$", true)]
    [InlineData("A", @"^\x41$", true)]
    [InlineData("a-b]c", @"^[]a-]+b]c$", true)]
    [InlineData("x^", "^[a-z^]+$", true)]
    [InlineData("a.b*", @"^\Qa.b*\E$", true)]
    [InlineData("axb*", @"^\Qa.b*\E$", false)]
    [InlineData("a.b", @"^a\.b$", true)]
    [InlineData("12.50", @"^[0-9]+\.[[:digit:]]{2}$", true)]
    [InlineData("a{b", "a{b", true)]
    [InlineData("a{,2}", "^a{,2}$", true)]
    [InlineData("aaa", "^a{2,}?$", true)]
    [InlineData("ab", "^(?P<first>a)(?<second>b)$", true)]
    [InlineData("ab cd", @"\bcd\b", true)]
    [InlineData("a#b c", "a#b c", true)]
    [InlineData("#-_", @"^[\#\-_]+$", true)]
    [InlineData("\t", @"^\s$", true)]
    [InlineData("\v", @"\s", false)]
    [InlineData("a", "", true)]
    public void A_pattern_matches_what_RE2_matches(string text, string pattern, bool matches)
    {
        var shop = new Shop { Traits = { ["city"] = Value.Of(text), ["age"] = Value.Of(pattern) } };

        var fixedPattern = Shop.Compile($"traits.city.matches(r'{pattern}')");
        var givenPattern = Shop.Compile("traits.city.matches(traits.age)");

        Assert.Equal(Value.Of(matches), fixedPattern.Evaluate(shop));
        Assert.Equal(Value.Of(matches), givenPattern.Evaluate(shop));
    }

    [Theory, Trait("clause", "CON-10")]
    [InlineData("(", "')'")]
    [InlineData("a)", "')'")]
    [InlineData("[a", "']'")]
    [InlineData("[b-a]", "reversed")]
    [InlineData("a**", "repetition")]
    [InlineData("*", "RE2")]
    [InlineData(@"(a)\\1", "back-references")]
    [InlineData("(?=a)", "lookaround")]
    [InlineData("(?<!a)", "lookaround")]
    [InlineData("(?>a)", "atomic")]
    [InlineData(@"\\Z", "RE2")]
    [InlineData("[[:nope:]]", "nope")]
    [InlineData(@"\\p{Greek}", "Greek")]
    [InlineData("((a{50}){50}){50}", "too large")]
    public void A_pattern_that_cannot_be_is_refused_with_its_place(string pattern, string inMessage)
    {
        var error = Shop.Refused($"country.matches('{pattern}')");

        Assert.Equal((1, 17), (error.Line, error.Column));
        Assert.Contains(inMessage, error.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("clause", "CON-10")]
    public void Random_patterns_are_accepted_or_refused_and_never_fail()
    {
        const string parts = @"ab01()[]{}*+?|.^$\-,:<>=!PQEdDwWsSpLxzAbi😀é ";
        var random = new Random(20240531);
        var accepted = 0;
        for (var i = 0; i < 3000; i++)
        {
            var letters = Enumerable.Range(0, random.Next(1, 14)).Select(_ => parts[random.Next(parts.Length)]);
            var pattern = new string([.. letters]);
            var shop = new Shop { Traits = { ["city"] = Value.Of("ab 01 é😀\n"), ["age"] = Value.Of(pattern) } };

            var value = Shop.Compile("traits.city.matches(traits.age)").Evaluate(shop);

            accepted += value.Kind == ValueKind.Bool ? 1 : 0;
            Assert.StartsWith("The pattern", value.ErrorMessage ?? "The pattern is fine", StringComparison.Ordinal);
        }

        Assert.InRange(accepted, 300, 2900);
    }
}
