using Personalization.Conditions.Checking;
using Personalization.Conditions.Compiling;
using Personalization.Conditions.Parsing;

namespace Personalization.Conditions;

/// <summary>What compiling gave: a condition and its type, or the problems in the text.</summary>
public sealed record CompileResult<TSource>(
    CompiledCondition<TSource>? Condition, IReadOnlyList<ConditionError> Errors, ConditionType? Type);

/// <summary>How much is checked before an expression may be evaluated.</summary>
public enum CheckLevel
{
    /// <summary>Names and types.</summary>
    Full,

    /// <summary>Types; a name that is not declared is of dynamic type and fails when it is evaluated.</summary>
    OpenNames,

    /// <summary>Syntax only, as CEL evaluates what was not checked.</summary>
    Syntax,
}

/// <summary>Compiles expressions of CEL, the Common Expression Language (github.com/google/cel-spec).</summary>
public static class Condition
{
    /// <summary>
    /// Parses, checks and compiles; never throws, whatever the text: problems are returned with line and column.
    /// <paramref name="expected"/> is the type that the whole must give: of a condition,
    /// <see cref="ConditionType.Bool"/>.
    /// </summary>
    public static CompileResult<TSource> Compile<TSource>(
        string text, ConditionEnvironment<TSource> environment, ConditionType? expected = null) =>
        Compile(text, environment, expected, CheckLevel.Full);

    /// <summary>As above; what the level does not check is an error of the evaluation instead.</summary>
    public static CompileResult<TSource> Compile<TSource>(
        string text, ConditionEnvironment<TSource> environment, ConditionType? expected, CheckLevel level)
    {
        var errors = new ErrorList(text);
        if (text.Length > ConditionLimits.TextLength)
        {
            errors.Add(0, new Problem(
                $"The expression is longer than {ConditionLimits.TextLength} characters.", null, null, null));
            return new CompileResult<TSource>(null, errors.Found, null);
        }

        if (errors.Parse() is not { } root)
        {
            return new CompileResult<TSource>(null, errors.Found, null);
        }

        var tree = new Checker(environment.Freeze(), errors.Add, level).Check(root, expected);
        var code = errors.Found.Count == 0 ? new Compiler<TSource>(tree, errors.Add).Compile() : null;
        return code is null || errors.Found.Count > 0
            ? new CompileResult<TSource>(null, errors.Found, tree.Type)
            : new CompileResult<TSource>(new CompiledCondition<TSource>(text, tree, code), [], tree.Type);
    }

    /// <summary>Collects problems and turns offsets into lines and columns.</summary>
    private sealed class ErrorList(string text)
    {
        public List<ConditionError> Found { get; } = [];

        public Expr? Parse()
        {
            try
            {
                return Parser.Parse(text);
            }
            catch (SyntaxException fault)
            {
                Add(fault.At, new Problem(fault.Message, fault.Found, fault.Expected, null));
                return null;
            }
        }

        public void Add(int at, Problem problem)
        {
            if (Found.Count == ConditionLimits.Errors)
            {
                return;
            }

            var before = text.AsSpan(0, at);
            var line = before.Count('\n') + 1;
            var column = at - before.LastIndexOf('\n');
            Found.Add(new ConditionError(
                line, column, problem.Message, problem.Found, problem.Expected, problem.Nearest));
        }
    }
}
