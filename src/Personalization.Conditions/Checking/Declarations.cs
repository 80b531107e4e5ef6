namespace Personalization.Conditions.Checking;

/// <summary>A typed way to call a function; of a method the receiver is the first parameter.</summary>
internal sealed record Signature(ConditionType[] Parameters, ConditionType Result)
{
    public bool Accepts(IReadOnlyList<ConditionType> arguments)
    {
        if (arguments.Count != Parameters.Length)
        {
            return false;
        }

        for (var i = 0; i < Parameters.Length; i++)
        {
            if (!Parameters[i].Accepts(arguments[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() =>
        $"({string.Join(", ", Parameters.Select(type => type.ToString()))})";
}

/// <summary>A host's variable or field under its full name; the getter is typed by the host's context object.</summary>
internal sealed record Declared(string Name, ConditionType Type, object Field);

/// <summary>One overload of a host's function; the binder is typed by the host's context object.</summary>
/// <param name="Name">With its dots.</param>
/// <param name="Signature">How it may be called.</param>
/// <param name="Binder">A <see cref="FunctionBinder{TSource}"/>.</param>
/// <param name="IsPure">Whether the result depends on the arguments alone.</param>
internal sealed record DeclaredFunction(string Name, Signature Signature, object Binder, bool IsPure);
