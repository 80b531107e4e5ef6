using System.Text.Json.Nodes;

namespace Personalization.Service.Configuration;

/// <summary>One field that differs.</summary>
/// <param name="Path">Where: <c>variants[1].content.headline</c>.</param>
/// <param name="Before">What stood there; absent for nothing.</param>
/// <param name="After">What stands there now; absent for nothing.</param>
internal sealed record FieldChange(string Path, JsonNode? Before, JsonNode? After);

/// <summary>Says in which fields two JSON documents differ.</summary>
internal static class JsonDifference
{
    /// <summary>
    /// The fields that differ, in the order of the documents; items of lists are compared place by place.
    /// </summary>
    internal static IReadOnlyList<FieldChange> Between(string before, string after)
    {
        var found = new List<FieldChange>();
        Compare("", JsonNode.Parse(before), JsonNode.Parse(after), found);
        return found;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<FieldChange> found)
    {
        switch (before, after)
        {
            case (JsonObject one, JsonObject other):
                var names = one.Select(member => member.Key).Union(other.Select(member => member.Key)).ToArray();
                foreach (var name in names)
                {
                    Compare(path.Length == 0 ? name : $"{path}.{name}", one[name], other[name], found);
                }

                break;
            case (JsonArray one, JsonArray other):
                for (var i = 0; i < Math.Max(one.Count, other.Count); i++)
                {
                    Compare($"{path}[{i}]", i < one.Count ? one[i] : null, i < other.Count ? other[i] : null, found);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(before, after))
                {
                    found.Add(new FieldChange(path, before?.DeepClone(), after?.DeepClone()));
                }

                break;
        }
    }
}
