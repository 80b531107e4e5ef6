using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>What a page or screen is called while its members are being read.</summary>
internal struct PageDraft
{
    private string? _name;
    private string? _path;

    /// <summary>The name, else the path.</summary>
    public readonly string? Page => string.IsNullOrEmpty(_name) ? _path : _name;

    /// <summary>Takes the member that the reader stands before if it is the name; says whether it was.</summary>
    public bool Take(bool isName, ref Utf8JsonReader json)
    {
        if (isName)
        {
            json.Read();
            _name = JsonValues.Text(json);
            json.Skip();
        }

        return isName;
    }

    /// <summary>Takes the value that the reader stands on if it says which page; says whether it did.</summary>
    public bool Take(PropertyName property, in Utf8JsonReader json)
    {
        switch (property)
        {
            case PropertyName.Path:
                _path = JsonValues.Text(json);
                return true;
            case PropertyName.Name:
                _name ??= JsonValues.Text(json);
                return true;
            default:
                return false;
        }
    }
}
