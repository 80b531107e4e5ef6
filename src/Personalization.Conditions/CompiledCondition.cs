using Personalization.Conditions.Checking;
using Personalization.Conditions.Compiling;

namespace Personalization.Conditions;

/// <summary>
/// An expression ready to evaluate: immutable, safe for any number of threads. Evaluating does not allocate unless the
/// expression builds a string, list or map, and never throws unless a host's getter does.
/// </summary>
public sealed class CompiledCondition<TSource>
{
    private readonly Node<TSource> _root;
    private readonly Step<TSource> _step;
    private readonly int _locals;

    internal CompiledCondition(string text, CheckedTree tree, Node<TSource> root)
    {
        Text = text;
        Type = tree.Type;
        References = tree.References;
        _locals = tree.Locals;
        _root = root;
        _step = root.Step;
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>The type that the checker found.</summary>
    public ConditionType Type { get; }

    /// <summary>
    /// Full names of the host's variables, fields (<c>features.recency_days</c>) and functions used, sorted.
    /// </summary>
    public IReadOnlyCollection<string> References { get; }

    /// <summary>The value for one context; an error value if the evaluation fails or lacks a value.</summary>
    public Value Evaluate(TSource source)
    {
        if (_locals == 0)
        {
            var frame = new Frame<TSource>(source, []);
            return _step(ref frame);
        }

        return EvaluateWithLocals(source);
    }

    /// <summary>Whether the value is <c>true</c>; an error, a missing value and any other kind do not match.</summary>
    public bool Matches(TSource source) => Evaluate(source).IsTrue;

    /// <summary>
    /// Every part of the expression with its value, those included that <c>&amp;&amp;</c> and <c>||</c> would skip.
    /// </summary>
    public ConditionTrace Explain(TSource source)
    {
        var frame = new Frame<TSource>(source, new Value[_locals]);
        return ConditionTrace.Of(Text, _root, ref frame);
    }

    private Value EvaluateWithLocals(TSource source)
    {
        var buffer = new LocalBuffer();
        Span<Value> locals = buffer;
        var frame = new Frame<TSource>(source, _locals <= LocalBuffer.Capacity ? locals : new Value[_locals]);
        return _step(ref frame);
    }
}
