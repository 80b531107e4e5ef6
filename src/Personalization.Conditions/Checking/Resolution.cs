using Personalization.Conditions.Functions;
using Personalization.Conditions.Parsing;

namespace Personalization.Conditions.Checking;

/// <summary>What a name or call in the tree stands for.</summary>
internal abstract record Resolution;

/// <summary>A host's variable or field.</summary>
internal sealed record VariableUse(Declared Variable) : Resolution;

/// <summary>A macro's variable, by its place among those in scope.</summary>
internal sealed record LocalUse(int Slot) : Resolution;

/// <summary>A type as a value.</summary>
internal sealed record TypeUse(string Name) : Resolution;

/// <summary>A host's function; <c>SkipReceiver</c> if its dotted name used up what looked like a receiver.</summary>
internal sealed record HostCall(IReadOnlyList<DeclaredFunction> Overloads, bool SkipReceiver) : Resolution;

/// <summary>A function of the language.</summary>
internal sealed record BuiltinCall(Builtin Function) : Resolution;

/// <summary>Nothing known: only without checking, and an error when evaluated.</summary>
internal sealed record Unresolved(string What) : Resolution;

/// <summary>A checked expression.</summary>
internal sealed class CheckedTree(Expr root, ConditionType type)
{
    public Expr Root => root;

    public ConditionType Type => type;

    public required IReadOnlyDictionary<Expr, Resolution> Resolutions { get; init; }

    public required IReadOnlyCollection<string> References { get; init; }

    /// <summary>How many variables of macros are in scope at most.</summary>
    public required int Locals { get; init; }
}
