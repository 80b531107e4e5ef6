using Personalization.Conditions;
using Personalization.Domain.Decisions;
using static Personalization.Domain.Tests.Decisions.Happened;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

/// <summary>No text that speaks of customers may crash or hang the service.</summary>
public sealed class HostileConditionTests
{
    private static readonly string[] Words =
    [
        "customer", ".id", ".known", "traits", ".city", "features", ".orders_30d", "scores", ".churn.probability",
        "segments", "cart", ".items", ".idle", ".products", "context", ".page.path", "now", "event", "days(", "hours(",
        "count(", "last(", "since(", "orders(", "spent(", "affinity(", "viewed(", "bought(", "bought_product(",
        "sequence(", "days_until(", "in_segment(", "'Product Viewed'", "'Order Completed'", "'vip'", "'/pricing'", "7",
        "-1", "1.5", "99999999", "'1990-02-29'", "[", "]", "(", ")", ",", "&&", "||", "!", ">", "<=", "==", "in",
        "+", "-",
        "?", ":", " ", "\"", "true", "null",
    ];

    [Theory, Trait("clause", "CON-8")]
    [InlineData(11)]
    [InlineData(12)]
    public void Random_and_mutated_conditions_are_refused_with_a_position_or_evaluated(int seed)
    {
        var random = new Random(seed);
        var seeds = CustomerVocabulary.Environment.Declarations
            .Select(declared => declared.Example).OfType<string>().ToArray();
        var profile = Profile("eve", Order(3), Page(2, "/pricing"), Product("Product Added", 1, "p1", "Shoes"));
        using var subject = new DecisionSubject(Catalogue.Empty, Query(profile));
        var accepted = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var text = i % 2 == 0 ? Compose(random) : Mutate(random, seeds[random.Next(seeds.Length)]);
            var result = Condition.Compile(text, CustomerVocabulary.Environment);
            if (result.Condition is { } condition)
            {
                accepted++;
                Assert.Equal(condition.Evaluate(subject).ToString(), condition.Explain(subject).Value);
            }

            Assert.Equal(result.Condition is null, result.Errors.Count > 0);
            Assert.All(result.Errors, error => Assert.InRange(error.Column, 1, text.Length + 1));
        }

        Assert.InRange(accepted, 500, 9_500);
    }

    private static string Compose(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Words[random.Next(Words.Length)]));

    private static string Mutate(Random random, string text)
    {
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(text.Length + 1);
            var cut = random.Next(Math.Min(4, text.Length - at) + 1);
            text = text[..at] + (random.Next(2) == 0 ? Words[random.Next(Words.Length)] : "") + text[(at + cut)..];
        }

        return text;
    }
}
