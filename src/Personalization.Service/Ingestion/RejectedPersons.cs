using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Storage.Privacy;

namespace Personalization.Service.Ingestion;

/// <summary>Sees to it that a refused event does not keep the name of a person who was erased.</summary>
internal sealed class RejectedPersons(Suppressions suppressions)
{
    /// <summary>Whether a refused event may be kept with its reason.</summary>
    internal bool MayKeep(SegmentRejection refused) => !suppressions.Any || !NamesErased(refused.Body.Span);

    private bool NamesErased(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 1_000 });
        try
        {
            while (json.Read())
            {
                if (json is { TokenType: JsonTokenType.String, CurrentDepth: 1 } && json.GetString() is { } text
                    && CustomerKey.IsValidId(text)
                    && (suppressions.Contains(CustomerKey.Known(text))
                        || suppressions.Contains(CustomerKey.Anonymous(text))))
                {
                    return true;
                }
            }

            return false;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Whom it names cannot be read, so it is not kept while there is somebody it must not name.
            return true;
        }
    }
}
