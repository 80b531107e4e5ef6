using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Service.Campaigns;
using Personalization.Storage.Configuration;

namespace Personalization.Service.Configuration;

/// <summary>One entity that a document adds, changes or removes.</summary>
/// <param name="Kind">placement, segment or campaign.</param>
/// <param name="Key">Which one.</param>
/// <param name="Change">added, changed or removed.</param>
/// <param name="Fields">Of a changed one: which fields, before and after.</param>
internal sealed record EntityChange(string Kind, string Key, string Change, IReadOnlyList<FieldChange> Fields);

/// <summary>What taking over a document would do to what is stored, or why it cannot be taken over.</summary>
/// <param name="Changes">What would change.</param>
/// <param name="Bodies">The same as the store takes it; a null body removes.</param>
/// <param name="Faults">What is wrong with the document; then nothing changes.</param>
internal sealed record ConfigurationPlan(
    IReadOnlyList<EntityChange> Changes,
    IReadOnlyList<(string Kind, string Key, string? Body)> Bodies,
    IReadOnlyList<FieldError> Faults)
{
    /// <summary>Names the state of the whole configuration; equal for equal states.</summary>
    internal static string TagOf(IEnumerable<ConfigurationDocument> documents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var document in Own(documents))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{document.Kind}\n{document.Key}\n{document.Body}\n"));
        }

        return $"\"{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12))}\"";
    }

    /// <summary>The documents of the kinds that the configuration document holds, by kind and key.</summary>
    internal static IEnumerable<ConfigurationDocument> Own(IEnumerable<ConfigurationDocument> documents) => documents
        .Where(document => EntityKinds.All.Any(kind => kind.Kind == document.Kind))
        .OrderBy(document => document.Kind, StringComparer.Ordinal)
        .ThenBy(document => document.Key, StringComparer.Ordinal);

    /// <summary>
    /// Compares a document with what is stored. Kinds that the document does not have stay as they are; of those it
    /// has, what is not in it is removed.
    /// </summary>
    /// <param name="wanted">The document: one list a kind.</param>
    /// <param name="stored">Everything stored.</param>
    /// <param name="source">What else a catalogue is made of.</param>
    internal static ConfigurationPlan Of(
        JsonElement wanted, IReadOnlyList<ConfigurationDocument> stored, CatalogueSource source)
    {
        var (changes, bodies, faults) = (
            new List<EntityChange>(), new List<(string, string, string?)>(), new List<FieldError>());
        var places = new Dictionary<(string, string), string>();
        foreach (var kind in EntityKinds.All)
        {
            var held = stored.Where(document => document.Kind == kind.Kind)
                .ToDictionary(document => document.Key, document => document.Body, StringComparer.Ordinal);
            var stated = wanted.TryGetProperty(kind.Route, out var list)
                ? State(kind, list, faults, places)
                : held;
            source = kind.Fill(source, stated.Values);
            foreach (var (key, body) in stated.Where(
                entity => !held.TryGetValue(entity.Key, out var before) || before != entity.Value))
            {
                bodies.Add((kind.Kind, key, body));
                changes.Add(held.TryGetValue(key, out var before)
                    ? new EntityChange(kind.Kind, key, "changed", JsonDifference.Between(before, body))
                    : new EntityChange(kind.Kind, key, "added", []));
            }

            foreach (var key in held.Keys.Where(key => !stated.ContainsKey(key)))
            {
                bodies.Add((kind.Kind, key, null));
                changes.Add(new EntityChange(kind.Kind, key, "removed", []));
            }
        }

        if (faults.Count == 0)
        {
            faults.AddRange(Catalogue.Build(source).Errors.Select(error => error.Error with
            {
                Field = places.GetValueOrDefault((error.Kind, error.Key), $"{error.Kind} '{error.Key}'")
                    + $".{error.Error.Field}",
            }));
        }

        return new ConfigurationPlan(changes, bodies, faults);
    }

    private static Dictionary<string, string> State(
        EntityKind kind, JsonElement list, List<FieldError> faults, Dictionary<(string, string), string> places)
    {
        var stated = new Dictionary<string, string>(StringComparer.Ordinal);
        if (list.ValueKind != JsonValueKind.Array)
        {
            faults.Add(new FieldError(kind.Route, "must be a list."));
            return stated;
        }

        var i = 0;
        foreach (var json in list.EnumerateArray())
        {
            var place = $"{kind.Route}[{i++}]";
            try
            {
                var entity = kind.State(json);
                faults.AddRange(entity.Faults.Select(fault => fault with { Field = $"{place}.{fault.Field}" }));
                if (!stated.TryAdd(entity.Key, entity.Body))
                {
                    faults.Add(new FieldError($"{place}.key", $"'{entity.Key}' is in the list twice."));
                }

                places[(kind.Kind, entity.Key)] = place;
            }
            catch (JsonException e)
            {
                faults.Add(new FieldError(place, $"is no {kind.Kind}: {e.Message}"));
            }
        }

        return stated;
    }
}
