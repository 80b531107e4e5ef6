using Personalization.Conditions.Checking;
using Personalization.Conditions.Functions;

namespace Personalization.Conditions.Compiling;

/// <summary>One overload of a host's function, prepared for one place in one expression.</summary>
internal sealed record BoundOverload<TSource>(Signature Signature, FunctionBody<TSource> Body)
{
    /// <summary>Whether the values are of the declared kinds, which a dynamic type leaves open until now.</summary>
    public bool Takes(ReadOnlySpan<Value> arguments)
    {
        var parameters = Signature.Parameters;
        if (parameters.Length != arguments.Length)
        {
            return false;
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].Kind is { } kind && arguments[i].Kind != kind)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>
/// Code for calls: the arguments are evaluated onto the stack, and the first error among them is the result.
/// </summary>
internal static class CallSteps<TSource>
{
    public static Step<TSource> Builtin(BuiltinBody body, Step<TSource>[] steps)
    {
        if (steps.Length == 1)
        {
            var step = steps[0];
            return (ref Frame<TSource> frame) =>
            {
                var argument = step(ref frame);
                return argument.IsError ? argument : body(new ReadOnlySpan<Value>(in argument), ref frame.Meter);
            };
        }

        return (ref Frame<TSource> frame) =>
        {
            var buffer = new PairBuffer();
            buffer[0] = steps[0](ref frame);
            buffer[1] = steps[1](ref frame);
            return buffer[0].IsError ? buffer[0] : buffer[1].IsError ? buffer[1] : body(buffer, ref frame.Meter);
        };
    }

    public static Step<TSource> Host(string name, BoundOverload<TSource>[] overloads, Step<TSource>[] steps)
    {
        var noOverload = Builtins.NoOverload(name);
        return (ref Frame<TSource> frame) =>
        {
            var buffer = new ArgumentBuffer();
            for (var i = 0; i < steps.Length && i < ConditionLimits.Arguments; i++)
            {
                buffer[i] = steps[i](ref frame);
                if (buffer[i].IsError)
                {
                    return buffer[i];
                }
            }

            ReadOnlySpan<Value> arguments = buffer;
            arguments = arguments[..steps.Length];
            foreach (var overload in overloads)
            {
                if (overload.Takes(arguments))
                {
                    return overload.Body(frame.Source, arguments);
                }
            }

            return noOverload;
        };
    }
}
