using System.Diagnostics;
using System.Text.Json.Nodes;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Service.Commands.Import;

namespace Personalization.Service.Commands.Bench;

/// <summary>
/// The replay budget: stored events are decoded from their JSON and folded into profiles, customer by customer, on one
/// core, as a rebuild or a training set does. The fold alone (events already decoded) is shown beside it.
/// </summary>
internal static class ReplayBench
{
    private const int Customers = 1_500;
    private const int Rounds = 7;

    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken stop)
    {
        var histories = BenchEvents.Create(Customers, seed: 11).Select(Store).GroupBy(stored => stored.Customer)
            .Select(group => group.ToArray()).ToArray();
        var events = histories.Sum(history => history.Length);
        context.Say($"replay: {events:N0} events of {histories.Length:N0} customers, {Rounds} rounds");
        var whole = new List<double>();
        var alone = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            var decodedAndFolded = Rate(events, () => Replay(histories));
            var decoded =
                histories.Select(history => Array.ConvertAll(history, stored => CustomerEvent.Read(stored))).ToArray();
            var folded = Rate(events, () => Fold(decoded));
            if (round > 0)
            {
                whole.Add(decodedAndFolded);
                alone.Add(folded);
            }
        }

        var (perSecond, foldPerSecond) = (LoadRun.Median(whole), LoadRun.Median(alone));
        var figures = new JsonObject
        {
            ["eventsPerSecond"] = Math.Round(perSecond),
            ["foldEventsPerSecond"] = Math.Round(foldPerSecond),
        };
        return Task.FromResult(new BenchResult(figures,
        [
            new BenchRow("decoded and folded, events a second", $"{perSecond:N0}", "", ""),
            new BenchRow("folded, events a second", $"{foldPerSecond:N0}", "", ""),
        ]));
    }

    private static StoredEvent Store(PreparedMessage message) => new(
        message.Event.Customer, 1, null, message.Event.MessageId, message.Event.Type, message.Event.Name,
        message.Event.At, message.Event.ReceivedAt, message.Event.Body);

    private static double Rate(int events, Func<long> work)
    {
        GC.Collect();
        var begin = Stopwatch.GetTimestamp();
        var folded = work();
        return folded == events
            ? events / Stopwatch.GetElapsedTime(begin).TotalSeconds
            : throw new InvalidOperationException($"{folded} of {events} events were folded.");
    }

    private static long Replay(StoredEvent[][] histories)
    {
        var folded = 0L;
        foreach (var history in histories)
        {
            var profile = new Profile(history[0].Customer);
            foreach (var stored in history)
            {
                profile.Apply(CustomerEvent.Read(stored));
            }

            folded += profile.EventCount;
        }

        return folded;
    }

    private static long Fold(CustomerEvent[][] histories)
    {
        var folded = 0L;
        foreach (var history in histories)
        {
            var profile = new Profile(CustomerKey.Known("c"));
            foreach (var happened in history)
            {
                profile.Apply(happened);
            }

            folded += profile.EventCount;
        }

        return folded;
    }
}
