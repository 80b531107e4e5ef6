namespace Personalization.Conditions.Tests;

public sealed class CheckerTests
{
    [Theory, Trait("clause", "CON-3")]
    [InlineData("features.recency_day > 3", 1, 10, "recency_day", "recency_days")]
    [InlineData("feature.recency_days > 3", 1, 1, "feature", "features")]
    [InlineData("visits > 1 &&\n  contry == 'DE'", 2, 3, "contry", "country")]
    [InlineData("recency_days > 3", 1, 1, "recency_days", "features.recency_days")]
    [InlineData("country.startWith('D')", 1, 9, "startWith", "startsWith")]
    [InlineData("in_segmnt('vip')", 1, 1, "in_segmnt", "in_segment")]
    [InlineData("in_segment('vib')", 1, 12, "\"vib\"", "vip")]
    public void Unknown_names_are_reported_where_they_stand_with_the_nearest(
        string text, int line, int column, string found, string nearest)
    {
        var error = Shop.Refused(text);

        Assert.Equal((line, column, found, nearest), (error.Line, error.Column, error.Found, error.Nearest));
    }

    [Theory, Trait("clause", "CON-3")]
    [InlineData("1 + 1.0", 1, 3, "int and double", "double(...)")]
    [InlineData("visits > 'a'", 1, 8, "int and string", "numbers")]
    [InlineData("country == 1", 1, 9, "string and int", "one type")]
    [InlineData("country == null", 1, 9, "string and null_type", "has(...)")]
    [InlineData("!visits", 1, 1, "int", "bool")]
    [InlineData("visits && true", 1, 1, "int", "bool")]
    [InlineData("visits ? 1 : 2", 1, 1, "int", "bool")]
    [InlineData("true ? 1 : 'a'", 1, 12, "string", "one type")]
    [InlineData("country.contains()", 1, 9, "(string)", "1 argument, found 0")]
    [InlineData("country.contains(1)", 1, 9, "(string, int)", "(string, string)")]
    [InlineData("contains('a', 'b')", 1, 1, "contains", "value.contains(...)")]
    [InlineData("visits.all(x, x > 1)", 1, 1, "int", "list or a map")]
    [InlineData("[1].all(x)", 1, 5, "all", "list.all(item, condition)")]
    [InlineData("[1].all(1, true)", 1, 9, null, "simple name")]
    [InlineData("visits.x", 1, 8, "int", "no field")]
    [InlineData("features", 1, 1, "features", "features.NAME")]
    [InlineData("country.matches('(')", 1, 17, "\"(\"", "regular expression")]
    [InlineData("country.matches('(a)\\\\1')", 1, 17, "\"(a)\\\\1\"", "RE2")]
    [InlineData("now.getHours('Mars/Olympus')", 1, 14, "\"Mars/Olympus\"", "time zone")]
    [InlineData("plus(1, 'a')", 1, 1, "(int, string)", "(int, int) or (string, string)")]
    public void Wrong_types_and_counts_are_reported_where_they_stand(
        string text, int line, int column, string? found, string inMessage)
    {
        var error = Shop.Refused(text);

        Assert.Equal((line, column, found), (error.Line, error.Column, error.Found));
        Assert.Contains(inMessage, error.Message, StringComparison.Ordinal);
    }

    [Theory, Trait("clause", "CON-3")]
    [InlineData("", 1, 1, "the end")]
    [InlineData("1 +", 1, 4, "the end")]
    [InlineData("a = 1", 1, 3, "'=='")]
    [InlineData("visits > 1 and visits < 2", 1, 12, "'&&'")]
    [InlineData("'abc", 1, 1, "not closed")]
    [InlineData("'a\\q'", 1, 3, "escape")]
    [InlineData("99999999999999999999", 1, 1, "64 bits")]
    [InlineData("9223372036854775808", 1, 1, "64 bits")]
    [InlineData("(1", 1, 3, "')'")]
    [InlineData("1 2", 1, 3, "operator")]
    [InlineData("if == 1", 1, 1, "reserved")]
    [InlineData("has(visits)", 1, 1, "one field")]
    [InlineData("a.{", 1, 3, "name of a field")]
    public void Broken_syntax_is_reported_where_it_stands(string text, int line, int column, string inMessage)
    {
        var error = Shop.Refused(text);

        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(inMessage, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_type_wanted_by_the_host_is_checked()
    {
        var error = Shop.Refused("visits + 1", ConditionType.Bool);

        Assert.Equal(("int", "bool"), (error.Found, error.Expected));
        Assert.Equal("bool", Shop.Compile("visits > 1", ConditionType.Bool).Type.Name);
    }

    [Fact]
    public void Several_problems_are_reported_at_once()
    {
        var result = Condition.Compile("nope > 1 && country > 1", Shop.Environment(), ConditionType.Bool);

        Assert.Equal([(1, 1), (1, 21)], result.Errors.Select(error => (error.Line, error.Column)));
    }
}
