using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>Reads the campaign that an event names.</summary>
internal static class CampaignReader
{
    /// <summary>
    /// The campaign in <c>{"id": "c", "name": "Spring"}</c> or in a plain text, as e-mail services send it; the id goes
    /// before the name.
    /// </summary>
    public static string? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            return JsonValues.Text(json);
        }

        string? id = null;
        string? called = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isId = JsonValues.Name(json).SequenceEqual("id"u8);
            var isName = JsonValues.Name(json).SequenceEqual("name"u8);
            json.Read();
            id = isId ? JsonValues.Text(json) : id;
            called = isName ? JsonValues.Text(json) : called;
            json.Skip();
        }

        return id ?? called;
    }
}
