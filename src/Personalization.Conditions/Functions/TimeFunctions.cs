using Personalization.Conditions.Checking;
using Personalization.Conditions.Values;

namespace Personalization.Conditions.Functions;

/// <summary>The accessors of timestamps (in UTC, or in a time zone given) and of durations.</summary>
internal static class TimeFunctions
{
    private static readonly ConditionType[] Instant = [ConditionType.Timestamp];
    private static readonly ConditionType[] InstantAndZone = [ConditionType.Timestamp, ConditionType.String];
    private static readonly ConditionType[] Span = [ConditionType.Duration];

    public static IEnumerable<Builtin> All { get; } =
    [
        New("getFullYear", time => time.Year),
        New("getMonth", time => time.Month - 1),
        New("getDate", time => time.Day),
        New("getDayOfMonth", time => time.Day - 1),
        New("getDayOfWeek", time => (int)time.DayOfWeek),
        New("getDayOfYear", time => time.DayOfYear - 1),
        New("getHours", time => time.Hour, span => span / 3_600_000_000_000),
        New("getMinutes", time => time.Minute, span => span / 60_000_000_000),
        New("getSeconds", time => time.Second, span => span / 1_000_000_000),
        New("getMilliseconds", time => time.Millisecond, span => span / 1_000_000 % 1000),
    ];

    private static Builtin New(string name, Func<DateTime, int> ofInstant, Func<long, long>? ofSpan = null)
    {
        var noOverload = Builtins.NoOverload(name);
        Signature[] instants = [new(Instant, ConditionType.Int), new(InstantAndZone, ConditionType.Int)];
        return new Builtin(name, Read)
        {
            Methods = ofSpan is null ? instants : [.. instants, new Signature(Span, ConditionType.Int)],
            Prepare = PrepareZone,
        };

        Value Read(ReadOnlySpan<Value> arguments, ref Meter meter)
        {
            if (arguments.Length == 1 && ofSpan is not null && arguments[0].Kind == ValueKind.Duration)
            {
                return Value.Of(ofSpan(arguments[0].Nanoseconds));
            }

            if (arguments[0].Kind != ValueKind.Timestamp || (arguments.Length == 2 && !arguments[1].IsString))
            {
                return noOverload;
            }

            if (arguments.Length == 1)
            {
                return Value.Of((long)ofInstant(new DateTime(arguments[0].InstantTicks, DateTimeKind.Utc)));
            }

            return TimeZone.Find(arguments[1].AsString) is { } zone
                ? InZone(arguments[0], zone)
                : Value.Error(TimeZone.Unknown(arguments[1].AsString));
        }

        Value InZone(Value instant, TimeZone zone) =>
            zone.ToLocal(instant) is { } local ? Value.Of((long)ofInstant(local)) : Instants.OutOfRange;

        Preparation? PrepareZone(IReadOnlyList<Value?> constants)
        {
            if (constants.Count != 2 || constants[1] is not { IsString: true } name)
            {
                return null;
            }

            return TimeZone.Find(name.AsString) is { } zone
                ? new Preparation((ReadOnlySpan<Value> arguments, ref Meter _) =>
                    arguments[0].Kind == ValueKind.Timestamp ? InZone(arguments[0], zone) : noOverload)
                : new Preparation(null, TimeZone.Unknown(name.AsString), Argument: 1);
        }
    }
}
