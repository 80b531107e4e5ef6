using System.Runtime.InteropServices;

namespace Personalization.Domain.Profiles;

/// <summary>
/// The product ids, campaigns, categories and event names of a profile, each written once and referred to by number.
/// </summary>
internal sealed class TextTable
{
    /// <summary>More than the limits let a profile have.</summary>
    public const int Most = 1024;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    // The category last written with each subject, and at the end the one last written without any; -1 for none.
    private readonly List<int> _usual = [];

    [ThreadStatic]
    private static TextTable? _spare;

    /// <summary>
    /// Collects a profile's texts. Good until the thread's next call: tables are used again, encoding being frequent.
    /// </summary>
    public static TextTable Of(Profile profile)
    {
        var table = _spare ??= new TextTable();
        table._numbers.Clear();
        table._texts.Clear();
        table.Add(profile);
        table._usual.Clear();
        table._usual.AddRange(Enumerable.Repeat(-1, table._texts.Count + 1));
        return table;
    }

    public void Write(ref ByteWriter writer)
    {
        writer.Number(_texts.Count);
        foreach (var text in _texts)
        {
            writer.Text(text);
        }
    }

    /// <summary>0 for none.</summary>
    public void WriteReference(ref ByteWriter writer, string? text) =>
        writer.Number(text is null ? 0 : _numbers[text] + 1);

    /// <summary>
    /// Whether the category is not the one written with this subject before; if not, it need not be written.
    /// </summary>
    public bool IsUnusual(string? subject, string? category)
    {
        ref var usual = ref CollectionsMarshal.AsSpan(_usual)[
            subject is null ? _texts.Count : _numbers[subject]];
        var number = category is null ? -1 : _numbers[category];
        var unusual = usual != number;
        usual = number;
        return unusual;
    }

    /// <summary>A product and its category.</summary>
    public void WriteProduct(ref ByteWriter writer, string product, string? category)
    {
        var unusual = IsUnusual(product, category);
        writer.Number((_numbers[product] << 1) | (unusual ? 1 : 0));
        if (unusual)
        {
            WriteReference(ref writer, category);
        }
    }

    private void Add(Profile profile)
    {
        for (var i = profile.Recent.Count - 1; i >= 0; i--)
        {
            Add(profile.Recent[i].Subject);
            Add(profile.Recent[i].Category);
        }

        AddTouches(profile.Viewed);
        AddTouches(profile.Carted);
        AddTouches(profile.Bought);
        for (var i = 0; i < profile.CartOperations.Count; i++)
        {
            Add(profile.CartOperations[i].Product);
            Add(profile.CartOperations[i].Category);
        }

        for (var i = 0; i < profile.CategoryMap.Count; i++)
        {
            Add(profile.CategoryMap.KeyAt(i));
        }

        for (var i = 0; i < profile.EventNames.Count; i++)
        {
            Add(profile.EventNames.KeyAt(i));
        }
    }

    private void AddTouches(TouchList touches)
    {
        for (var i = 0; i < touches.Count; i++)
        {
            Add(touches[i].Product);
            Add(touches[i].Category);
        }
    }

    private void Add(string? text)
    {
        if (text is not null && _numbers.TryAdd(text, _texts.Count))
        {
            _texts.Add(text);
        }
    }
}
