namespace Personalization.Conditions.Compiling;

/// <summary>Code for <c>&amp;&amp;</c>, <c>||</c> and <c>?:</c>.</summary>
internal static class LogicSteps<TSource>
{
    private static readonly Value NoLogic = Value.Error("no such overload: '&&' and '||' take bool");
    private static readonly Value NoCondition = Value.Error("no such overload: the condition of '?' is not a bool");

    /// <summary>
    /// The deciding value (false of and, true of or) wins wherever it stands, over errors too; without it the first
    /// error is the result.
    /// </summary>
    public static Step<TSource> For(bool isAnd, Node<TSource>[] nodes)
    {
        var terms = nodes.Select(node => node.Step).ToArray();
        return isAnd
            ? (ref Frame<TSource> frame) => All(terms, ref frame)
            : (ref Frame<TSource> frame) => Any(terms, ref frame);
    }

    public static Step<TSource> Conditional(Node<TSource>[] nodes)
    {
        var (condition, then, otherwise) = (nodes[0].Step, nodes[1].Step, nodes[2].Step);
        return (ref Frame<TSource> frame) =>
        {
            var choice = condition(ref frame);
            if (choice.IsBool)
            {
                return choice.IsTrue ? then(ref frame) : otherwise(ref frame);
            }

            return choice.IsError ? choice : NoCondition;
        };
    }

    private static Value All(Step<TSource>[] terms, ref Frame<TSource> frame)
    {
        var result = Value.True;
        foreach (var term in terms)
        {
            var value = term(ref frame);
            if (value.IsFalse)
            {
                return value;
            }

            if (!value.IsTrue && !result.IsError)
            {
                result = value.IsError ? value : NoLogic;
            }
        }

        return result;
    }

    private static Value Any(Step<TSource>[] terms, ref Frame<TSource> frame)
    {
        var result = Value.False;
        foreach (var term in terms)
        {
            var value = term(ref frame);
            if (value.IsTrue)
            {
                return value;
            }

            if (!value.IsFalse && !result.IsError)
            {
                result = value.IsError ? value : NoLogic;
            }
        }

        return result;
    }
}
