using System.Collections;

namespace Personalization.Domain.Decisions;

/// <summary>A list for a template; every item read is a step of the rendering.</summary>
internal sealed class TemplateList(object?[] items) : IReadOnlyList<object?>
{
    /// <inheritdoc/>
    public int Count => items.Length;

    /// <summary>The same, as templates ask for it: <c>{{segments.length}}</c>.</summary>
    public int Length => items.Length;

    /// <inheritdoc/>
    public object? this[int index]
    {
        get
        {
            RenderScope.Step();
            return items[index];
        }
    }

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator()
    {
        foreach (var item in items)
        {
            RenderScope.Step();
            yield return item;
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
