using Personalization.Conditions.Checking;
using Personalization.Conditions.Values;

namespace Personalization.Conditions.Functions;

/// <summary><c>size</c>, <c>contains</c>, <c>startsWith</c>, <c>endsWith</c> and <c>matches</c>.</summary>
internal static class TextFunctions
{
    private static readonly ConditionType[] TwoStrings = [ConditionType.String, ConditionType.String];

    private static readonly Signature[] Sizes =
    [
        new([ConditionType.String], ConditionType.Int),
        new([ConditionType.Bytes], ConditionType.Int),
        new([ConditionType.List(ConditionType.Dyn)], ConditionType.Int),
        new([ConditionType.Map(ConditionType.Dyn, ConditionType.Dyn)], ConditionType.Int),
    ];

    private static readonly Signature[] Tests = [new(TwoStrings, ConditionType.Bool)];

    private static readonly Value NoSize = Builtins.NoOverload("size");
    private static readonly Value NoContains = Builtins.NoOverload("contains");
    private static readonly Value NoStartsWith = Builtins.NoOverload("startsWith");
    private static readonly Value NoEndsWith = Builtins.NoOverload("endsWith");
    private static readonly Value NoMatches = Builtins.NoOverload("matches");

    // Building an automaton costs about as much as this many simple steps.
    private const int PatternCost = 20_000;

    public static IEnumerable<Builtin> All { get; } =
    [
        new("size", Size) { Globals = Sizes, Methods = Sizes },
        new("contains", Contains) { Methods = Tests },
        new("startsWith", StartsWith) { Methods = Tests },
        new("endsWith", EndsWith) { Methods = Tests },
        new("matches", Matches) { Globals = Tests, Methods = Tests, Prepare = PrepareMatches },
    ];

    private static Value Size(ReadOnlySpan<Value> arguments, ref Meter meter)
    {
        var value = arguments[0];
        return value.Kind switch
        {
            ValueKind.String => meter.Take(value.AsString.Length / 16)
                ? Value.Of((long)CodePoints(value.AsString))
                : Meter.Exhausted,
            ValueKind.Bytes => Value.Of((long)value.Bytes.Length),
            ValueKind.List => Value.Of((long)value.AsList.Count),
            ValueKind.Map => Value.Of((long)MapView.Of(value).Count),
            _ => NoSize,
        };
    }

    private static int CodePoints(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text.Length;
        }

        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            count -= char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]) ? 1 : 0;
        }

        return count;
    }

    private static Value Contains(ReadOnlySpan<Value> arguments, ref Meter meter)
    {
        if (!arguments[0].IsString || !arguments[1].IsString)
        {
            return NoContains;
        }

        var (text, part) = (arguments[0].AsString, arguments[1].AsString);
        return meter.Take((text.Length / 16) + ((long)text.Length * part.Length / 4096))
            ? Value.Of(text.Contains(part, StringComparison.Ordinal))
            : Meter.Exhausted;
    }

    private static Value StartsWith(ReadOnlySpan<Value> arguments, ref Meter meter)
    {
        if (!arguments[0].IsString || !arguments[1].IsString)
        {
            return NoStartsWith;
        }

        return meter.Take(arguments[1].AsString.Length / 16)
            ? Value.Of(arguments[0].AsString.StartsWith(arguments[1].AsString, StringComparison.Ordinal))
            : Meter.Exhausted;
    }

    private static Value EndsWith(ReadOnlySpan<Value> arguments, ref Meter meter)
    {
        if (!arguments[0].IsString || !arguments[1].IsString)
        {
            return NoEndsWith;
        }

        return meter.Take(arguments[1].AsString.Length / 16)
            ? Value.Of(arguments[0].AsString.EndsWith(arguments[1].AsString, StringComparison.Ordinal))
            : Meter.Exhausted;
    }

    private static Value Matches(ReadOnlySpan<Value> arguments, ref Meter meter)
    {
        if (!arguments[0].IsString || !arguments[1].IsString)
        {
            return NoMatches;
        }

        if (!meter.Take(PatternCost))
        {
            return Meter.Exhausted;
        }

        var pattern = Pattern.Compile(arguments[1].AsString, out var problem);
        return pattern is null ? Value.Error(problem!) : pattern.Test(arguments[0].AsString, ref meter);
    }

    private static Preparation? PrepareMatches(IReadOnlyList<Value?> constants)
    {
        if (constants[1] is not { IsString: true } text)
        {
            return null;
        }

        var pattern = Pattern.Compile(text.AsString, out var problem);
        return pattern is null
            ? new Preparation(null, problem, Argument: 1, "a regular expression of RE2")
            : new Preparation((ReadOnlySpan<Value> arguments, ref Meter meter) =>
                arguments[0].IsString ? pattern.Test(arguments[0].AsString, ref meter) : NoMatches);
    }
}
