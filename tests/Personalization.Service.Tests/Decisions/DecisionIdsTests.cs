using Personalization.Service.Decisions;

namespace Personalization.Service.Tests.Decisions;

public sealed class DecisionIdsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact, Trait("clause", "DEC-20")]
    public void An_id_is_26_characters_of_the_crockford_alphabet_and_begins_with_its_time()
    {
        using var ids = new DecisionIds(new SetClock { Now = Noon });

        var id = ids.Next();

        Assert.Matches("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", id);
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), Milliseconds(id));
    }

    [Fact, Trait("clause", "DEC-20")]
    public void Ids_of_one_thread_sort_in_the_order_they_were_made_even_when_the_clock_steps_back()
    {
        var clock = new SetClock { Now = Noon };
        using var ids = new DecisionIds(clock);

        var made = Enumerable.Range(0, 3000).Select(i =>
        {
            clock.Now = Noon.AddMilliseconds(-(i / 1000));
            return ids.Next();
        }).ToArray();

        Assert.Equal(made.Order(StringComparer.Ordinal), made);
        Assert.Equal(made.Length, made.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact, Trait("clause", "DEC-20")]
    public void Ids_made_at_once_on_many_threads_all_differ()
    {
        using var ids = new DecisionIds(new SetClock { Now = Noon });
        var made = new string[40_000];

        Parallel.For(0, made.Length, i => made[i] = ids.Next());

        Assert.Equal(made.Length, made.Distinct(StringComparer.Ordinal).Count());
    }

    private static long Milliseconds(string id) =>
        id[..10].Aggregate(
            0L,
            (sum, digit) =>
                (sum * 32) + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".IndexOf(digit, StringComparison.Ordinal));

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
