using Personalization.Conditions.Checking;
using Personalization.Conditions.Values;

namespace Personalization.Conditions.Functions;

/// <summary>The accessors of timestamps (in UTC, or in a time zone given) and of durations.</summary>
internal static class TimeFunctions
{
    // Looking a zone up by a name that is only known now costs about as much as this many simple steps.
    private const int ZoneCost = 500;

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
        var accessor = new Accessor(name, ofInstant, ofSpan);
        Signature[] instants = [new(Instant, ConditionType.Int), new(InstantAndZone, ConditionType.Int)];
        return new Builtin(name, accessor.Read)
        {
            Methods = ofSpan is null ? instants : [.. instants, new Signature(Span, ConditionType.Int)],
            Prepare = accessor.PrepareZone,
        };
    }

    private sealed class Accessor(string name, Func<DateTime, int> ofInstant, Func<long, long>? ofSpan)
    {
        private readonly Value _noOverload = Builtins.NoOverload(name);

        public Value Read(ReadOnlySpan<Value> arguments, ref Meter meter)
        {
            if (arguments.Length == 1 && ofSpan is not null && arguments[0].Kind == ValueKind.Duration)
            {
                return Value.Of(ofSpan(arguments[0].Nanoseconds));
            }

            if (arguments[0].Kind != ValueKind.Timestamp || (arguments.Length == 2 && !arguments[1].IsString))
            {
                return _noOverload;
            }

            if (arguments.Length == 1)
            {
                return Value.Of((long)ofInstant(new DateTime(arguments[0].InstantTicks, DateTimeKind.Utc)));
            }

            if (!meter.Take(ZoneCost))
            {
                return Meter.Exhausted;
            }

            return TimeZone.Find(arguments[1].AsString) is { } zone
                ? InZone(arguments[0], zone)
                : Value.Error(TimeZone.Unknown(arguments[1].AsString));
        }

        public Preparation? PrepareZone(IReadOnlyList<Value?> constants)
        {
            if (constants.Count != 2 || constants[1] is not { IsString: true } zoneName)
            {
                return null;
            }

            return TimeZone.Find(zoneName.AsString) is { } zone
                ? new Preparation((ReadOnlySpan<Value> arguments, ref Meter _) => InZone(arguments[0], zone))
                : new Preparation(null, TimeZone.Unknown(zoneName.AsString), Argument: 1, "a time zone");
        }

        private Value InZone(Value instant, TimeZone zone)
        {
            if (instant.Kind != ValueKind.Timestamp)
            {
                return _noOverload;
            }

            return zone.ToLocal(instant) is { } local ? Value.Of((long)ofInstant(local)) : Instants.OutOfRange;
        }
    }
}
