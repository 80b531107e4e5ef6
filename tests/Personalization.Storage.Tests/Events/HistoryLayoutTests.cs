using Personalization.Storage.Events;

namespace Personalization.Storage.Tests.Events;

public sealed class HistoryLayoutTests
{
    [Fact, Trait("clause", "LOG-10")]
    public void Of_a_long_history_only_the_events_of_the_page_are_asked_for()
    {
        var layout = new HistoryLayout("u:c", 100_000, [new("a:v", 5_000, 60_000), new("a:w", 7, 60_001)]);

        var newest = layout.RangesOf(105_007 - 100, 105_007);
        var oldest = layout.RangesOf(0, 100);
        var visitor = layout.RangesOf(60_000, 60_100);

        Assert.Equal(105_007, layout.Total);
        Assert.Equal([new("u:c", 99_901, 100_000)], newest);
        Assert.Equal([new("u:c", 1, 100)], oldest);
        Assert.Equal([new("a:v", 2, 101)], visitor);
    }

    [Fact, Trait("clause", "LOG-10")]
    public void A_joined_streams_events_come_before_the_event_that_joined_it()
    {
        var layout = new HistoryLayout("u:c", 4, [new("a:v", 2, 3), new("a:unheard", 0, 2)]);

        Assert.Equal([new("u:c", 2, 2), new("a:v", 1, 1)], layout.RangesOf(1, 3));
        Assert.Equal([new("a:v", 2, 2), new("u:c", 3, 4)], layout.RangesOf(3, 99));
        Assert.Empty(layout.RangesOf(6, 99));
    }

    [Fact, Trait("clause", "LOG-10")]
    public void Pages_of_all_sizes_ask_for_every_event_once_and_for_no_more_than_they_hold()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var version = random.Next(1, 40);
            var joins = Enumerable.Range(1, version).OrderBy(_ => random.Next()).Take(random.Next(0, 5)).ToArray();
            var layout = new HistoryLayout(
                "u:c", version, joins.Select((at, i) => new JoinedStream($"a:{i}", random.Next(0, 30), at)));
            var size = random.Next(1, 20);

            var asked = new List<(string, long)>();
            for (long end = layout.Total; end > 0; end -= size)
            {
                var start = Math.Max(0, end - size);
                var page = layout.RangesOf(start, end).SelectMany(range =>
                    Enumerable.Range(0, (int)(range.Last - range.First + 1)).Select(
                        i => (range.Customer, range.First + i)));
                asked.AddRange(page);
            }

            Assert.Equal(layout.Total, asked.Count);
            Assert.Equal(layout.Total, asked.Distinct().Count());
        }
    }
}
