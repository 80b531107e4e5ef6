using Personalization.Conditions;
using Personalization.Domain.Privacy;

namespace Personalization.Domain.Campaigns;

/// <summary>What is wrong with one field of an entity, in words that say what to do.</summary>
/// <param name="Field">The JSON path of the field: <c>variants[1].weight</c>.</param>
/// <param name="Message">What was expected and what was found.</param>
/// <param name="Line">In a condition or template: the line, from 1.</param>
/// <param name="Column">In a condition or template: the column, from 1.</param>
public sealed record FieldError(string Field, string Message, int? Line = null, int? Column = null)
{
    /// <summary>In a condition or template: what stands there.</summary>
    public string? Found { get; init; }

    /// <summary>In a condition or template: what could stand there instead.</summary>
    public string? Expected { get; init; }

    /// <summary>The known name closest to an unknown one.</summary>
    public string? Nearest { get; init; }
}

/// <summary>The rules that every entity's fields share, and the list of those that were broken.</summary>
internal sealed class FieldErrors
{
    private readonly List<FieldError> _errors = [];

    internal IReadOnlyList<FieldError> All => _errors;

    internal void Add(FieldError error) => _errors.Add(error);

    internal void Add(string field, string message) => _errors.Add(new FieldError(field, message));

    internal void Add(string field, ConditionError error) =>
        _errors.Add(new FieldError(field, error.Message, error.Line, error.Column)
        {
            Found = error.Found,
            Expected = error.Expected,
            Nearest = error.Nearest,
        });

    internal void Key(string field, string? key)
    {
        if (!EntityKey.IsValid(key))
        {
            Add(field, $"must be 1 to {EntityKey.MaxLength} letters, digits, dots, underscores or hyphens.");
        }
    }

    /// <summary>Says whether the text is short enough and can be stored.</summary>
    internal bool Text(string field, string? text, int maxLength)
    {
        if (text?.Length > maxLength)
        {
            Add(field, $"must be at most {maxLength} characters; it has {text.Length}.");
            return false;
        }

        if (text?.Contains('\0') == true)
        {
            Add(field, "must not hold U+0000.");
            return false;
        }

        return true;
    }

    /// <summary>A category of consent, a channel or a topic; null is none.</summary>
    internal void Permission(string field, string? name)
    {
        if (name is not null && !PermissionKey.IsName(name))
        {
            Add(field, $"must be 1 to {PermissionKey.MostBytes} bytes, without slashes and control characters.");
        }
    }

    /// <summary>Each name of the list, of which there may be so many.</summary>
    internal void Permissions(string field, IReadOnlyList<string>? names, int most)
    {
        if (names?.Count > most)
        {
            Add(field, $"must name at most {most}.");
        }

        for (var i = 0; i < names?.Count; i++)
        {
            Permission($"{field}[{i}]", names[i] ?? "");
        }
    }

    internal void Required(string field, string? text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            Add(field, "is required.");
        }

        Text(field, text, maxLength);
    }
}
