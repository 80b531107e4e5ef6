using System.Text;

namespace Personalization.Conditions.Tests;

/// <summary>No text may crash or hang the host.</summary>
public sealed class HostileTests
{
    private static readonly string[] Words =
    [
        "visits", "country", "features.recency_days", "features.orders_30d", "traits.city", "context", "now", "x", "y",
        "1", "2u", "3.5", "0x1f", "-9223372036854775808", "'a'", "\"b\"", "b'c'", "r'\\d+'", "'''d'''", "true", "false",
        "null", "[1, 2]", "{'a': 1}", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "!", "-", "+", "*", "/", "%", "in",
        "?", ":", "(", ")", "[", "]", "{", "}", ",", ".", "all(x, ", "exists(x, ", "map(y, ", "filter(y, ", "has(",
        "size(", "string(", "int(", "double(", "duration('1h')", "timestamp(", "matches(", "in_segment('vip')",
        "plus(1, ", ".getHours(", ".contains(", "transformMap(x, y, ", " ", "\n", "// c\n", "\\", "'", "`", "\0", "é",
        "\ud800", "😀",
    ];

    private static readonly string[] Seeds =
    [
        "features.recency_days < 30.0 && features.orders_30d > 3 && country in ['DE', 'AT', 'CH']",
        "has(traits.city) ? traits.city.startsWith('B') : visits > 3",
        "[1, 2, 3].map(x, x * 2).filter(y, y > visits).exists(x, x == 4 || context.a.b[0] == 'q')",
        "now - timestamp('2024-01-01T00:00:00Z') > duration('240h') && now.getHours('Europe/Berlin') in [8, 9]",
        "{'a': [1, {'b': b'\\xff'}]}.a[1].b == b\"\\377\" || '\\u00e9'.matches('^[a-z]+$')",
        "size(string(double(int('7'))) + r'\\' + '''x''') % 2 == 1 ? dyn(1u) : dyn(1.5)",
    ];

    [Theory, Trait("clause", "CON-8")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_and_mutated_text_is_accepted_or_refused_with_a_position(int seed)
    {
        var random = new Random(seed);
        var environment = Shop.Environment();
        var shop = new Shop();
        var accepted = 0;
        for (var i = 0; i < 25_000; i++)
        {
            var text = i % 2 == 0 ? Compose(random) : Mutate(random);
            var result = Condition.Compile(text, environment);
            if (result.Condition is { } condition)
            {
                accepted++;
                var value = condition.Evaluate(shop);
                Assert.Equal(value.ToString(), condition.Explain(shop).Value);
                continue;
            }

            Assert.NotEmpty(result.Errors);
            var lines = text.Split('\n');
            Assert.All(result.Errors, error =>
            {
                Assert.InRange(error.Line, 1, lines.Length);
                Assert.InRange(error.Column, 1, lines[error.Line - 1].Length + 1);
            });
        }

        Assert.InRange(accepted, 400, 24_600);
    }

    [Theory, Trait("clause", "CON-8")]
    [InlineData("(", "", ")")]
    [InlineData("[", "", "]")]
    [InlineData("{1: ", "1", "}")]
    [InlineData("!", "true", "")]
    [InlineData("-", "visits", "")]
    [InlineData("true ? 1 : ", "1", "")]
    [InlineData("size(", "'a'", ")")]
    [InlineData("[1].map(x, ", "1", ")")]
    [InlineData("1 + ", "1", "")]
    [InlineData("", "context", ".a")]
    [InlineData("", "context", "[0]")]
    [InlineData("", "context", ".map(x, x)")]
    public void Deep_text_is_refused_and_not_followed_to_the_bottom(string open, string core, string close)
    {
        var times = (ConditionLimits.TextLength - core.Length) / (open.Length + close.Length);
        var text = string.Concat(Enumerable.Repeat(open, times)) + core
            + string.Concat(Enumerable.Repeat(close, times));

        var error = Shop.Refused(text);

        Assert.Contains("deep", error.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("clause", "CON-8")]
    public void Text_beyond_the_limit_is_refused()
    {
        var error = Shop.Refused(new string(' ', ConditionLimits.TextLength) + "1");

        Assert.Contains("longer than", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_flat_chains_are_fine()
    {
        var chain = string.Join(" || ", Enumerable.Repeat("visits == 8", 1000)) + " || visits == 7";

        Assert.True(Shop.Compile(chain).Matches(new Shop()));
    }

    [Theory, Trait("clause", "CON-9")]
    [InlineData("L.all(a, L.all(b, L.all(c, L.all(d, L.all(e, L.all(f, a + b < 0 || true))))))", "costly")]
    [InlineData("L.map(a, L.map(b, L.map(c, L.map(d, L.map(e, L)))))", "large")]
    public void Costly_evaluations_end_with_an_error(string text, string inMessage)
    {
        var list = "[" + string.Join(", ", Enumerable.Range(0, 50)) + "]";
        var result = Condition.Compile(text.Replace("L", list, StringComparison.Ordinal), Shop.Environment());

        var value = result.Condition!.Evaluate(new Shop());

        Assert.Contains(inMessage, value.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory, Trait("clause", "CON-9")]
    [InlineData("'0123456789abcdef'", "y + y", "large")]
    [InlineData("[1]", "y + y", "large")]
    [InlineData("[1]", "[y, y]", "large")]
    [InlineData("{'a': 1}", "{'a': y, 'b': y}", "large")]
    [InlineData("[1]", "[[[[[[y]]]]]]", "large")]
    [InlineData("b'0123456789abcdef'", "y + y", "large")]
    public void Values_cannot_be_blown_up(string start, string growth, string inMessage)
    {
        var text = $"[{start}]" + string.Concat(Enumerable.Repeat($".map(y, {growth})", 60)) + "[0] == 1";
        var result = Condition.Compile(text.Replace("== 1", "== dyn(1)", StringComparison.Ordinal), Shop.Environment());

        var value = result.Condition!.Evaluate(new Shop());

        Assert.Contains(inMessage, value.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory, Trait("clause", "CON-9")]
    [InlineData("{BIG: 1}.size() == 2")]
    [InlineData("BIG in {'a': 1}")]
    [InlineData("BIG in ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']")]
    [InlineData("{'a': 1}[BIG] == 1")]
    [InlineData("BIG + '' == ''")]
    [InlineData("'' + BIG < BIG")]
    [InlineData("double('1' + BIG) < 0.0")]
    [InlineData("size(BIG) == 1")]
    [InlineData("BIG.contains('ab')")]
    [InlineData("BIG.matches('b')")]
    [InlineData("'a'.matches(dyn('b') + string(i))")]
    [InlineData("bytes(BIG) == b''")]
    [InlineData("now.getHours(string(i)) == 1")]
    [InlineData("timestamp(BIG) == now")]
    public void Work_on_large_values_is_charged_by_their_size(string text)
    {
        var looped = $"context.list.exists(i, {text.Replace("BIG", "context.big", StringComparison.Ordinal)})";
        var shop = new Shop
        {
            Traits =
            {
                ["big"] = Value.Of(new string('a', 200_000)),
                ["list"] = Value.OfList([.. Enumerable.Range(0, 6000).Select(i => Value.Of((long)i))]),
            },
        };

        var value = Shop.Compile(looped).Evaluate(shop);

        Assert.Contains("costly", value.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact, Trait("clause", "CON-9")]
    public void A_pattern_of_exponential_fame_ends_at_once()
    {
        var condition = Shop.Compile("traits.city.matches('^(a+)+$')");
        var shop = new Shop { Traits = { ["city"] = Value.Of(new string('a', 50_000) + "b") } };

        Assert.False(condition.Matches(shop));
    }

    private static string Compose(Random random)
    {
        var text = new StringBuilder();
        var length = random.Next(1, 25);
        for (var i = 0; i < length; i++)
        {
            text.Append(Words[random.Next(Words.Length)]);
            text.Append(random.Next(3) == 0 ? " " : "");
        }

        return text.ToString();
    }

    private static string Mutate(Random random)
    {
        var text = new StringBuilder(Seeds[random.Next(Seeds.Length)]);
        var edits = random.Next(1, 4);
        for (var i = 0; i < edits && text.Length > 1; i++)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Remove(at, Math.Min(random.Next(1, 6), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Words[random.Next(Words.Length)]);
                    break;
                case 2:
                    text[at] = (char)random.Next(32, 127);
                    break;
                default:
                    var length = Math.Min(random.Next(1, 12), text.Length - at);
                    text.Insert(random.Next(text.Length), text.ToString(at, length));
                    break;
            }
        }

        return text.ToString();
    }
}
