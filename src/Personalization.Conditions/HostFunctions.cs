namespace Personalization.Conditions;

/// <summary>A value that the host reads from its context object.</summary>
/// <param name="Type">Its declared type; <see cref="ConditionType.Dyn"/> if it is only known when evaluating.</param>
/// <param name="Read">Must neither throw nor be slow; absent values are <see cref="Value.Missing"/>.</param>
/// <param name="Description">For documentation.</param>
public sealed record Field<TSource>(ConditionType Type, Func<TSource, Value> Read, string? Description = null);

/// <summary>
/// The body of a host's function. It is only called with values of the declared types, never with errors.
/// </summary>
/// <remarks>The arguments live on the stack: copy what must outlive the call. The result may be an error.</remarks>
public delegate Value FunctionBody<in TSource>(TSource source, ReadOnlySpan<Value> arguments);

/// <summary>
/// Prepares a function for one place in one expression: called while compiling with the arguments that are constant
/// there (null for the others), it returns a body or says what is wrong with an argument.
/// </summary>
public delegate FunctionBinding<TSource> FunctionBinder<TSource>(IReadOnlyList<Value?> constants);

/// <summary>What a <see cref="FunctionBinder{TSource}"/> found: a body, or a problem with one argument.</summary>
public sealed class FunctionBinding<TSource>
{
    /// <summary>The function can be called here; the body still receives every argument.</summary>
    public FunctionBinding(FunctionBody<TSource> body) => Body = body;

    /// <summary>
    /// The expression is refused, pointing at the argument (from 0), with the name that was probably meant.
    /// </summary>
    public FunctionBinding(string problem, int argument = 0, string? nearest = null)
    {
        Problem = problem;
        Argument = argument;
        Nearest = nearest;
    }

    internal FunctionBody<TSource>? Body { get; }

    internal string? Problem { get; }

    internal int Argument { get; }

    internal string? Nearest { get; }

    /// <summary>What the argument has to be, in a few words.</summary>
    public string? Expected { get; init; }
}
