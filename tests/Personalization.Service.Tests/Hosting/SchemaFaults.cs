using System.Text.Json;
using System.Text.Json.Nodes;

namespace Personalization.Service.Tests.Hosting;

/// <summary>Holds a JSON example against an OpenAPI schema: members it does not know, values of another type.</summary>
internal static class SchemaFaults
{
    internal static IEnumerable<string> Of(JsonNode document, JsonNode schema, JsonNode? value, string at = "$")
    {
        var kind = value?.GetValueKind();
        if (Resolve(document, schema) is not { } resolved || kind is null or JsonValueKind.Null)
        {
            return [];
        }

        return resolved["type"]?.GetValue<string>() switch
        {
            "object" => kind == JsonValueKind.Object
                ? OfMembers(document, resolved, value!.AsObject(), at)
                : Wrong(at, kind),
            "array" => kind == JsonValueKind.Array
                ? value!.AsArray().SelectMany((item, i) => Of(document, resolved["items"]!, item, $"{at}[{i}]"))
                : Wrong(at, kind),
            "string" => OfText(resolved, value!, at),
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False ? [] : Wrong(at, kind),
            "integer" or "number" => kind == JsonValueKind.Number ? [] : Wrong(at, kind),
            _ => [],
        };
    }

    private static IEnumerable<string> OfMembers(JsonNode document, JsonNode schema, JsonObject value, string at)
    {
        foreach (var (name, member) in value)
        {
            var known = schema["properties"]?[name] ?? (schema["additionalProperties"] as JsonObject);
            if (known is not null)
            {
                foreach (var fault in Of(document, known, member, $"{at}.{name}"))
                {
                    yield return fault;
                }
            }
            else if (schema["properties"] is not null)
            {
                yield return $"{at}.{name} is not in the schema";
            }
        }
    }

    private static string[] OfText(JsonNode schema, JsonNode value, string at)
    {
        if (value.GetValueKind() != JsonValueKind.String)
        {
            return Wrong(at, value.GetValueKind());
        }

        var text = value.GetValue<string>();
        var names = schema["enum"]?.AsArray().Select(name => name!.GetValue<string>()).ToArray();
        return names is null || names.Contains(text)
            ? []
            : [$"{at} is '{text}', not one of {string.Join(", ", names)}"];
    }

    private static string[] Wrong(string at, JsonValueKind? kind) => [$"{at} is a {kind}"];

    // References stand alone or, where null is allowed or a summary is added, as the only part of an allOf.
    private static JsonNode? Resolve(JsonNode document, JsonNode schema)
    {
        var reference = schema["$ref"] ?? (schema["allOf"] as JsonArray)?.FirstOrDefault()?["$ref"];
        return reference is null
            ? schema
            : document["components"]!["schemas"]![reference.GetValue<string>().Split('/')[^1]];
    }
}
