using System.Diagnostics.CodeAnalysis;

namespace Personalization.Domain.Events;

/// <summary>
/// Names one event stream: a known customer (<c>u:</c> and the shop's id) or an anonymous visitor (<c>a:</c>).
/// </summary>
/// <remarks>
/// The prefix keeps a customer and a visitor who happen to share an id apart everywhere a key is stored.
/// </remarks>
public readonly record struct CustomerKey
{
    /// <summary>The longest id accepted, in UTF-16 units.</summary>
    public const int MaxIdLength = 256;

    private CustomerKey(string value) => Value = value;

    /// <summary>Who is meant where nobody in particular is: always new, nothing known of them.</summary>
    public static CustomerKey Nobody { get; } = new("a:nobody");

    /// <summary>The stored form: <c>u:c-42</c> or <c>a:visitor-1</c>.</summary>
    public string Value { get; }

    /// <summary>Whether this is a customer the shop named, not an anonymous visitor.</summary>
    public bool IsKnown => Value.StartsWith("u:", StringComparison.Ordinal);

    /// <summary>The id as the shop wrote it, without the prefix.</summary>
    public string Id => Value[2..];

    /// <summary>The stream of a customer known by the shop's id.</summary>
    public static CustomerKey Known(string customerId) => new("u:" + customerId);

    /// <summary>The stream of a visitor known by a device or browser id only.</summary>
    public static CustomerKey Anonymous(string anonymousId) => new("a:" + anonymousId);

    /// <summary>Reads the stored form back; throws <see cref="FormatException"/> for anything else.</summary>
    public static CustomerKey Parse(string value) =>
        value.Length > 2 && value[1] == ':' && value[0] is 'u' or 'a'
            ? new CustomerKey(value)
            : throw new FormatException("A customer key starts with 'u:' or 'a:' and an id.");

    /// <summary>
    /// Whether an id can name a stream: 1 to 256 characters, none of them a control character or a lone surrogate.
    /// </summary>
    public static bool IsValidId([NotNullWhen(true)] string? id)
    {
        if (string.IsNullOrWhiteSpace(id) || id.Length > MaxIdLength)
        {
            return false;
        }

        for (var i = 0; i < id.Length; i++)
        {
            if (char.IsControl(id[i]) || (char.IsSurrogate(id[i]) && !IsPair(id, ref i)))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsPair(string id, ref int i) =>
        i + 1 < id.Length && char.IsSurrogatePair(id[i], id[i + 1]) && ++i > 0;
}
