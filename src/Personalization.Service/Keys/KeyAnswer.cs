using System.Text.Json.Serialization;
using Personalization.Storage.Keys;

namespace Personalization.Service.Keys;

/// <summary>A key as administrators see it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Scope">What it may do: one or more of ingest, decide, admin, separated by blanks.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Secret">The key itself, in the answer that makes it and never again.</param>
internal sealed record KeyAnswer(
    string Name,
    string Scope,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret = null)
{
    internal static KeyAnswer Of(ApiKeyRecord record) => new(record.Name, record.Scope, record.CreatedAt);
}
