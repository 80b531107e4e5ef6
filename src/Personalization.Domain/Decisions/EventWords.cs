using Personalization.Conditions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>The part of the customer vocabulary that is about what happened, how often and when.</summary>
internal static class EventWords
{
    /// <summary>How many events a sequence may name.</summary>
    private const int MostSteps = 16;

    private static readonly EventMatch Orders = EventMatch.Of("Order Completed");
    private static readonly Value NoDays = Value.Error("spent() takes a window of whole days");
    private static readonly Value NoSteps = Value.Error($"sequence() takes 1 to {MostSteps} events");

    internal static ConditionEnvironment<DecisionSubject> AddEvents(
        this ConditionEnvironment<DecisionSubject> environment) => environment
        .FunctionFactory(
            "count",
            [ConditionType.String, ConditionType.Duration],
            ConditionType.Double,
            BindCount,
            "How often an event happened in a window.")
        .FunctionFactory(
            "count",
            [ConditionType.String, ConditionType.Duration, ConditionType.String],
            ConditionType.Double,
            BindCount,
            "The same for events about one category.")
        .Example("count", "count(\"Product Viewed\", days(7), \"Shoes\") >= 3")
        .FunctionFactory(
            "last",
            [ConditionType.String],
            ConditionType.Timestamp,
            constants => BindLast(constants, "last", static (_, at) => Value.Of(at)),
            "When an event happened last; no value when never.")
        .Example("last", "last(\"Email Opened\") > last(\"Order Completed\")")
        .FunctionFactory(
            "since",
            [ConditionType.String],
            ConditionType.Duration,
            constants => BindLast(constants, "since", static (now, at) => Value.Of(now - at)),
            "The time since an event happened last; no value when never.")
        .Example("since", "since(\"Order Completed\") <= days(14)")
        .FunctionFactory(
            "orders",
            [ConditionType.Duration],
            ConditionType.Double,
            constants => Refusal(constants[0], Orders, argument: 0)
                ?? new FunctionBinding<DecisionSubject>((subject, a) => Count(subject, Orders, a[0], default)),
            "How many orders were completed in a window.")
        .Example("orders", "orders(days(30)) >= 2")
        .FunctionFactory(
            "spent", [ConditionType.Duration], ConditionType.Double, BindSpent,
            "The sum of order totals in a window of days.")
        .Example("spent", "spent(days(365)) > 1000.0")
        .FunctionFactory(
            "sequence",
            [ConditionType.List(ConditionType.String), ConditionType.Duration],
            ConditionType.Bool,
            BindSequence,
            "Whether events happened in this order in a window, others in between allowed; "
            + "a page counts by name or path.")
        .Example("sequence", "sequence([\"/pricing\", \"Product Added\"], hours(48))");

    private static FunctionBinding<DecisionSubject> BindCount(IReadOnlyList<Value?> constants)
    {
        if (Text(constants[0]) is not { } name)
        {
            return Refusal(constants[1], null, argument: 1) ?? new FunctionBinding<DecisionSubject>(
                (subject, a) => Count(subject, EventMatch.Of(a[0].AsString), a[1], a.Length > 2 ? a[2] : default));
        }

        var what = EventMatch.Of(name);
        return Misnamed(name) ?? Refusal(constants[1], constants.Count > 2 ? null : what, argument: 1)
            ?? new FunctionBinding<DecisionSubject>(
                (subject, a) => Count(subject, what, a[1], a.Length > 2 ? a[2] : default));
    }

    private static Value Count(DecisionSubject subject, in EventMatch what, Value span, Value category)
    {
        var query = subject.Query;
        return !Window.TryOf(span, query.Now, out var window, out var fault) ? fault
            : Value.Of((double)(category.Kind == ValueKind.String
                ? History.Count(query.Profile, what, window, category.AsString)
                : History.Count(query.Profile, what, window)));
    }

    private static FunctionBinding<DecisionSubject> BindLast(
        IReadOnlyList<Value?> constants, string function, Func<DateTimeOffset, DateTimeOffset, Value> read)
    {
        if (Text(constants[0]) is not { } name)
        {
            return new FunctionBinding<DecisionSubject>((subject, a) =>
                Last(subject, EventMatch.Of(a[0].AsString)) is { } at
                    ? read(subject.Query.Now, at)
                    : Value.Missing($"{function}({a[0]})"));
        }

        var what = EventMatch.Of(name);
        var missing = Value.Missing($"{function}({constants[0]})");
        return Misnamed(name) ?? new FunctionBinding<DecisionSubject>((subject, _) =>
            Last(subject, what) is { } at ? read(subject.Query.Now, at) : missing);
    }

    private static DateTimeOffset? Last(DecisionSubject subject, in EventMatch what) => Instants.FromMillisecondsOrNull(
        History.Last(subject.Query.Profile, what, Instants.ToMilliseconds(subject.Query.Now), exactly: false));

    private static FunctionBinding<DecisionSubject> BindSpent(IReadOnlyList<Value?> constants) =>
        constants[0] is { Kind: ValueKind.Duration, IsInDays: false }
            ? new FunctionBinding<DecisionSubject>("spent() counts whole days, as in spent(days(30)).")
            : Refusal(constants[0], Orders, argument: 0) ?? new FunctionBinding<DecisionSubject>((subject, a) =>
                !Window.TryOf(a[0], subject.Query.Now, out var window, out var fault) ? fault
                : !window.IsInDays ? NoDays
                : Value.Of(Money.ToNumber(History.Spent(subject.Query.Profile, window))));

    private static FunctionBinding<DecisionSubject> BindSequence(IReadOnlyList<Value?> constants)
    {
        if (constants[0] is not { Kind: ValueKind.List } list)
        {
            return Refusal(constants[1], null, argument: 1) ?? new FunctionBinding<DecisionSubject>(
                (subject, a) => Steps(a[0]) is { } found ? Follows(subject, found, a[1]) : NoSteps);
        }

        if (Steps(list) is not { } steps)
        {
            return new FunctionBinding<DecisionSubject>($"sequence() takes a list of 1 to {MostSteps} events.");
        }

        return list.AsList.Select(step => Misnamed(step.AsString)).FirstOrDefault(refused => refused is not null)
            ?? Refusal(constants[1], null, argument: 1)
            ?? new FunctionBinding<DecisionSubject>((subject, a) => Follows(subject, steps, a[1]));
    }

    private static Value Follows(DecisionSubject subject, EventMatch[] steps, Value span) =>
        Window.TryOf(span, subject.Query.Now, out var window, out var fault)
            ? Value.Of(History.Follows(subject.Query.Profile, steps, window))
            : fault;

    private static EventMatch[]? Steps(Value list)
    {
        var items = list.AsList;
        return items.Count is 0 or > MostSteps || items.Any(item => item.Kind != ValueKind.String)
            ? null
            : [.. items.Select(item => EventMatch.Of(item.AsString))];
    }

    private static string? Text(Value? constant) => constant is { Kind: ValueKind.String } text ? text.AsString : null;

    private static FunctionBinding<DecisionSubject>? Misnamed(string name) => EventMatch.Nearest(name) is { } nearest
        ? new FunctionBinding<DecisionSubject>($"There is no event '{name}'.", argument: 0, nearest)
        : null;

    /// <summary>What is wrong with a window that is written out: nothing to look at, or further than is kept.</summary>
    private static FunctionBinding<DecisionSubject>? Refusal(Value? span, EventMatch? what, int argument)
    {
        if (span is not { Kind: ValueKind.Duration } window)
        {
            return null;
        }

        if (window.AsDuration <= TimeSpan.Zero)
        {
            return new FunctionBinding<DecisionSubject>(Window.NoSpan, argument);
        }

        var kept = what is { } match && window.IsInDays ? History.DaysKept(match) : 0;
        return kept > 0 && window.AsDuration.TotalDays > kept
            ? new FunctionBinding<DecisionSubject>(
                $"This is kept for {kept} days: ask for days({kept}) at most.", argument)
            {
                Expected = $"days({kept}) or less",
            }
            : null;
    }
}
