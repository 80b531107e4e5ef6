using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Personalization.Conditions;
using Personalization.Domain.Decisions;

namespace Personalization.Service.Commands.Bench;

/// <summary>
/// The condition budget: five terms, none of which ends the evaluation early, for one customer after the other on one
/// core. A customer's features are computed before, once, as for all conditions of a decision.
/// </summary>
internal static class ConditionBench
{
    private const int Customers = 500;
    private const int Passes = 400;
    private const int Rounds = 11;

    private const string OfState =
        "features.tenure_days >= 0.0 && features.orders_365d >= 0.0 && context.device == \"mobile\" "
        + "&& customer.id != \"x\" && now > timestamp(\"2024-01-01T00:00:00Z\")";

    private const string OfHistory =
        "orders(days(30)) >= 0 && count(\"Product Viewed\", days(7)) >= 0 && !bought_product(\"none\") "
        + "&& affinity(\"none\") < 1.0 && features.tenure_days >= 0.0";

    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken stop)
    {
        var now = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
        var told = new DecisionContext(JsonElement.Parse("""{"device":"mobile"}"""));
        context.Say($"conditions: {Customers} customers, two conditions of five terms");
        var subjects = BenchCustomers.Create(Customers, "condition-", now)
            .Select(profile => new DecisionSubject(
                Catalogue.Empty, new DecisionQuery { Profile = profile, Known = true, Now = now, Context = told }))
            .ToArray();
        var state = Measure(OfState, subjects, stop);
        var history = Measure(OfHistory, subjects, stop);
        foreach (var subject in subjects)
        {
            subject.Dispose();
        }

        var figures = new JsonObject
        {
            ["microseconds"] = Math.Round(state.Microseconds, 3),
            ["historyMicroseconds"] = Math.Round(history.Microseconds, 3),
            ["allocatedBytes"] = state.Bytes + history.Bytes,
        };
        return Task.FromResult(new BenchResult(figures,
        [
            new BenchRow("five terms on features, context and customer, us", $"{state.Microseconds:0.000}", "", ""),
            new BenchRow("five terms, four of them on history, us", $"{history.Microseconds:0.000}", "", ""),
            new BenchRow("allocated by an evaluation, bytes", $"{state.Bytes + history.Bytes}", "", ""),
        ]));
    }

    private static (double Microseconds, long Bytes) Measure(
        string text, DecisionSubject[] subjects, CancellationToken stop)
    {
        var condition = Condition.Compile(text, CustomerVocabulary.Environment, ConditionType.Bool).Condition!;
        var all = Matches(condition, subjects);
        if (all != Passes * subjects.Length)
        {
            throw new InvalidOperationException($"The condition is to hold for every customer: {text}");
        }

        // As many rounds before as are counted: the code is compiled hot behind the first ones.
        var times = new List<double>();
        for (var round = -Rounds; round < Rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            var begin = Stopwatch.GetTimestamp();
            Matches(condition, subjects);
            if (round >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / all);
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Matches(condition, subjects);
        return (LoadRun.Median(times), (GC.GetAllocatedBytesForCurrentThread() - before) / all);
    }

    private static int Matches(CompiledCondition<DecisionSubject> condition, DecisionSubject[] subjects)
    {
        var holds = 0;
        for (var pass = 0; pass < Passes; pass++)
        {
            foreach (var subject in subjects)
            {
                holds += condition.Matches(subject) ? 1 : 0;
            }
        }

        return holds;
    }
}
