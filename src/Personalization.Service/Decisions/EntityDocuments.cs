using System.Text.Json;
using Personalization.Domain.Decisions;
using Personalization.Service.Campaigns;
using Personalization.Storage.Configuration;

namespace Personalization.Service.Decisions;

/// <summary>Reads the store's documents into what a catalogue is built from.</summary>
internal static class EntityDocuments
{
    /// <summary>The source with its placements, campaigns and segments as stored. Kinds it does not know stay
    /// aside.</summary>
    /// <exception cref="JsonException">A document is not what this version writes.</exception>
    public static CatalogueSource Read(
        IReadOnlyList<ConfigurationDocument> documents, CatalogueSource source) => source with
        {
            Placements = Of(documents, EntityKinds.Placements),
            Campaigns = Of(documents, EntityKinds.Campaigns),
            Caps = Of(documents, EntityKinds.Caps),
            Segments = Of(documents, EntityKinds.Segments),
            Personas = Of(documents, EntityKinds.Personas),
        };

    private static List<T> Of<T>(IReadOnlyList<ConfigurationDocument> documents, EntityKind<T> kind)
    {
        var entities = new List<T>();
        foreach (var document in documents)
        {
            if (document.Kind == kind.Kind && JsonSerializer.Deserialize(document.Body, kind.Json) is { } entity)
            {
                entities.Add(entity);
            }
        }

        return entities;
    }
}
