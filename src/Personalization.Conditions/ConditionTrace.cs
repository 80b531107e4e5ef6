using Personalization.Conditions.Compiling;
using Personalization.Conditions.Parsing;

namespace Personalization.Conditions;

/// <summary>How one part of an expression came out.</summary>
/// <param name="Text">The part as it was written.</param>
/// <param name="Value">
/// Its value as a CEL literal, <c>no value</c> where something is missing, or <c>error: why</c>.
/// </param>
/// <param name="Missing">Names of the values missing in this part, sorted.</param>
/// <param name="Children">Its parts, literals left out; of a macro only the list or map it runs over.</param>
public sealed record ConditionTrace(
    string Text, string Value, IReadOnlyList<string> Missing, IReadOnlyList<ConditionTrace> Children)
{
    internal static ConditionTrace Of<TSource>(string text, Node<TSource> node, ref Frame<TSource> frame)
    {
        var children = new List<ConditionTrace>();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var child in node.Children)
        {
            if (child.Expr is not LiteralExpr)
            {
                var part = Of(text, child, ref frame);
                children.Add(part);
                missing.UnionWith(part.Missing);
            }
        }

        var value = node.Step(ref frame);
        if (value.MissingName is { } name)
        {
            missing.Add(name);
        }

        return new ConditionTrace(text[node.Expr.Start..node.Expr.End], value.ToString(), [.. missing], children);
    }
}
