using Personalization.Conditions.Functions;
using Personalization.Conditions.Parsing;

namespace Personalization.Conditions.Checking;

internal sealed partial class Checker
{
    private ConditionType TypeOf(CallExpr call)
    {
        if (TryResolveHostCall(call) is { } host)
        {
            return TypeOfHostCall(call, host);
        }

        if (call.IsMethod && Macros.UsageOf(call.Function) is { } usage)
        {
            _resolutions[call] = new Unresolved($"{call.Function}()");
            Report(
                call,
                $"{call.Function}() is a macro over a list or map: list.{usage}.",
                call.Function,
                $"list.{usage}");
            return ConditionType.Dyn;
        }

        var arguments = call.Children.Select(TypeOf).ToArray();
        var builtin = Builtins.Find(call.Function);
        var signatures = call.IsMethod ? builtin?.Methods : builtin?.Globals;
        if (builtin is null || signatures is not { Length: > 0 })
        {
            _resolutions[call] = new Unresolved($"{call.Function}()");
            ReportUnknown(call, builtin);
            return ConditionType.Dyn;
        }

        _resolutions[call] = new BuiltinCall(builtin);
        return ResultOf(call, signatures, arguments);
    }

    private HostCall? TryResolveHostCall(CallExpr call)
    {
        if (!call.IsMethod)
        {
            return names.FindFunction(call.Function) is { Count: > 0 } overloads
                ? new HostCall(overloads, false)
                : null;
        }

        return PathOf(call.Children[0]) is { } path
            && names.FindFunction($"{path}.{call.Function}") is { Count: > 0 } qualified
                ? new HostCall(qualified, true)
                : null;
    }

    private ConditionType TypeOfHostCall(CallExpr call, HostCall host)
    {
        var arguments = call.Children.Skip(host.SkipReceiver ? 1 : 0).Select(TypeOf).ToArray();
        var fitting = host.Overloads.Where(overload => overload.Signature.Accepts(arguments)).ToArray();
        _resolutions[call] = host with { Overloads = fitting.Length > 0 ? fitting : host.Overloads };
        _references.Add(host.Overloads[0].Name);
        return ResultOf(call, [.. host.Overloads.Select(overload => overload.Signature)], arguments);
    }

    private ConditionType ResultOf(CallExpr call, Signature[] signatures, ConditionType[] arguments)
    {
        var fitting = signatures.Where(signature => signature.Accepts(arguments)).ToArray();
        if (fitting.Length > 0)
        {
            return fitting.All(signature => signature.Result == fitting[0].Result)
                ? fitting[0].Result
                : ConditionType.Dyn;
        }

        var found = $"({string.Join(", ", arguments.Select(type => type.ToString()))})";
        var expected = string.Join(" or ", signatures.Select(signature => signature.ToString()));
        var subject = call.IsMethod ? "the receiver and arguments" : "the arguments";
        var counts = signatures.Select(signature => signature.Parameters.Length).Distinct().Order().ToArray();
        var message = counts.Contains(arguments.Length)
            ? $"{call.Function}() takes {expected} as {subject}, found {found}."
            : $"{call.Function}() takes {string.Join(" or ", counts.Select(count => Count(count, call.IsMethod)))}, "
                + $"found {Count(arguments.Length, call.IsMethod)}.";
        Report(call, message, found, expected);
        return signatures[0].Result;
    }

    private void ReportUnknown(CallExpr call, Builtin? otherStyle)
    {
        var name = call.Function;
        if (otherStyle is not null)
        {
            var style = call.IsMethod ? $"{name}(value)" : $"value.{name}(...)";
            Report(call, $"{name}() is called as {style}.", name, style, name);
            return;
        }

        if (level == CheckLevel.Full)
        {
            var nearest = IsFull ? null : Nearest.Of(name, names.Functions.Concat(Builtins.Names));
            Report(call, $"There is no function '{name}'.{Suggest(nearest)}", name, "a function", nearest);
        }
    }

    private static string Count(int arguments, bool isMethod)
    {
        var count = isMethod ? arguments - 1 : arguments;
        return count == 1 ? "1 argument" : $"{count} arguments";
    }
}
