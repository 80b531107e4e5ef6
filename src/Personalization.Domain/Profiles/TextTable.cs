namespace Personalization.Domain.Profiles;

/// <summary>The product ids, campaigns, categories and event names of a profile, each written once and referred to by number.</summary>
internal sealed class TextTable
{
    /// <summary>More than the limits let a profile have.</summary>
    public const int Most = 1024;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    public TextTable(Profile profile)
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

    public void Write(ref ByteWriter writer)
    {
        writer.Number(_texts.Count);
        foreach (var text in _texts)
        {
            writer.Text(text);
        }
    }

    /// <summary>0 for none.</summary>
    public void WriteReference(ref ByteWriter writer, string? text) => writer.Number(text is null ? 0 : _numbers[text] + 1);

    /// <summary>Nothing for none.</summary>
    public void WritePresent(ref ByteWriter writer, string? text)
    {
        if (text is not null)
        {
            writer.Number(_numbers[text]);
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
