using Personalization.Conditions.Checking;
using Personalization.Conditions.Functions;

namespace Personalization.Conditions;

/// <summary>
/// What expressions may use: variables, namespaces of fields, and functions. Declare first, then compile any number of
/// expressions from any number of threads; the first compilation freezes the environment.
/// </summary>
/// <typeparam name="TSource">The host's context object, passed to every getter and function.</typeparam>
/// <remarks>
/// Declaring throws <see cref="ArgumentException"/> for a malformed or repeated name and
/// <see cref="InvalidOperationException"/> once frozen. Names may be dotted (<c>scores.purchase</c>).
/// </remarks>
public sealed class ConditionEnvironment<TSource>
{
    private readonly Names _names = new();
    private readonly List<ConditionDeclaration> _declarations = [];
    private bool _frozen;

    /// <summary>Everything declared, in order: for documentation and completion.</summary>
    public IReadOnlyList<ConditionDeclaration> Declarations => _declarations;

    /// <summary>Declares a variable.</summary>
    public ConditionEnvironment<TSource> Variable(
        string name, ConditionType type, Func<TSource, Value> read, string? description = null)
    {
        Add(name, new Field<TSource>(type, read, description));
        return this;
    }

    /// <summary>
    /// Declares a closed set of fields: <c>features.recency_days</c> becomes its getter when compiling, and an unknown
    /// field is an error of the checker.
    /// </summary>
    public ConditionEnvironment<TSource> Namespace(
        string name, IReadOnlyDictionary<string, Field<TSource>> fields, string? description = null)
    {
        OpenSpace(name, bind: null, description);
        foreach (var (field, value) in fields)
        {
            Add($"{name}.{field}", value);
        }

        return this;
    }

    /// <summary>
    /// Declares an open set of fields, such as customers' traits: <paramref name="bind"/> makes the getter of a field
    /// when compiling, or null for a name that cannot be. Reached as <c>traits.city</c> or <c>traits["home city"]</c>.
    /// </summary>
    public ConditionEnvironment<TSource> OpenNamespace(
        string name, Func<string, Field<TSource>?> bind, string? description = null)
    {
        OpenSpace(name, bind, description);
        return this;
    }

    /// <summary>Declares a function, or one more overload of it.</summary>
    public ConditionEnvironment<TSource> Function(
        string name,
        ConditionType[] parameters,
        ConditionType result,
        FunctionBody<TSource> body,
        string? description = null) =>
        FunctionFactory(name, parameters, result, _ => new FunctionBinding<TSource>(body), description);

    /// <summary>Declares a function that is prepared once for every place where an expression calls it.</summary>
    public ConditionEnvironment<TSource> FunctionFactory(
        string name,
        ConditionType[] parameters,
        ConditionType result,
        FunctionBinder<TSource> bind,
        string? description = null)
    {
        AddFunction(
            new DeclaredFunction(name, new Signature([.. parameters], result), bind, IsPure: false), description);
        return this;
    }

    /// <summary>
    /// Declares a function of its arguments alone: where they are constant it is called once, while compiling.
    /// </summary>
    public ConditionEnvironment<TSource> PureFunction(
        string name,
        ConditionType[] parameters,
        ConditionType result,
        Func<ReadOnlySpan<Value>, Value> body,
        string? description = null)
    {
        var binding = new FunctionBinding<TSource>((_, arguments) => body(arguments));
        FunctionBinder<TSource> bind = _ => binding;
        AddFunction(
            new DeclaredFunction(name, new Signature([.. parameters], result), bind, IsPure: true), description);
        return this;
    }

    /// <summary>
    /// Declares that a name is known but may not be used here; the checker refuses it with this sentence.
    /// </summary>
    public ConditionEnvironment<TSource> Refuse(string name, string why)
    {
        Check(name);
        return _names.TryRefuse(name, why)
            ? this
            : throw new ArgumentException($"{name} is declared twice.", nameof(name));
    }

    /// <summary>Adds an example to everything declared so far under a name.</summary>
    public ConditionEnvironment<TSource> Example(string name, string example)
    {
        for (var i = 0; i < _declarations.Count; i++)
        {
            if (string.Equals(_declarations[i].Name, name, StringComparison.Ordinal))
            {
                _declarations[i] = _declarations[i] with { Example = example };
            }
        }

        return this;
    }

    internal Names Freeze()
    {
        _frozen = true;
        return _names;
    }

    private static bool IsName(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0])
        && name.All(character => character == '_' || char.IsAsciiLetterOrDigit(character));

    private void AddFunction(DeclaredFunction function, string? description)
    {
        var (name, signature) = (function.Name, function.Signature);
        Check(name);
        if (signature.Parameters.Length > ConditionLimits.Arguments)
        {
            throw new ArgumentException(
                $"{name} takes more than {ConditionLimits.Arguments} arguments.", nameof(function));
        }

        if (Builtins.Find(name) is not null)
        {
            throw new ArgumentException($"{name} is a function of the language itself.", nameof(function));
        }

        _names.Add(function);
        _declarations.Add(new ConditionDeclaration(
            DeclarationKind.Function, name, signature.ToString(), signature.Result, description));
    }

    private void Add(string name, Field<TSource> field)
    {
        Check(name);
        if (!_names.TryAdd(new Declared(name, field.Type, field)))
        {
            throw new ArgumentException($"{name} is declared twice.", nameof(name));
        }

        _declarations.Add(
            new ConditionDeclaration(DeclarationKind.Variable, name, null, field.Type, field.Description));
    }

    private void OpenSpace(string name, Func<string, Field<TSource>?>? bind, string? description)
    {
        Check(name);
        Func<string, Declared?>? find = bind is null ? null : field => bind(field) is { } found
            ? new Declared($"{name}.{field}", found.Type, found)
            : null;
        if (!_names.TryAddSpace(name, find))
        {
            throw new ArgumentException($"{name} is declared twice.", nameof(name));
        }

        _declarations.Add(
            new ConditionDeclaration(DeclarationKind.Namespace, name, null, ConditionType.Dyn, description));
    }

    private void Check(string name)
    {
        if (_frozen)
        {
            throw new InvalidOperationException("The environment is in use; declare everything before compiling.");
        }

        if (!name.Split('.').All(IsName))
        {
            throw new ArgumentException(
                $"'{name}' is not a name: letters, digits and _, parts joined by dots.", nameof(name));
        }
    }
}

/// <summary>What a name declared by a host is.</summary>
public enum DeclarationKind
{
    /// <summary>A variable or a field of a namespace, under its full name.</summary>
    Variable,

    /// <summary>A namespace.</summary>
    Namespace,

    /// <summary>A function, or one of its overloads.</summary>
    Function,
}

/// <summary>One declared name; <c>Parameters</c> is a function's, such as <c>(string, int)</c>.</summary>
public sealed record ConditionDeclaration(
    DeclarationKind Kind, string Name, string? Parameters, ConditionType Type, string? Description)
{
    /// <summary>An expression that uses it.</summary>
    public string? Example { get; init; }
}
