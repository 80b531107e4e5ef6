using System.Text.Json.Nodes;
using Personalization.Service.Hosting;
using Personalization.Service.Tests.Architecture;

namespace Personalization.Service.Tests.Hosting;

public sealed class OpenApiTests
{
    private static readonly string[] Audiences =
        [Audience.Web, Audience.Email, Audience.Marketing, Audience.Operations];

    [Fact, Trait("clause", "OPS-5")]
    public async Task The_committed_description_is_that_of_the_code()
    {
        var committed = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/openapi.json"));

        var described = await OpenApiCommand.DescribeAsync(default);

        Assert.True(committed == described,
            "docs/openapi.json is stale: run `personalization openapi --out docs/openapi.json`.");
    }

    [Fact, Trait("clause", "OPS-5")]
    public async Task Every_operation_has_a_summary_an_audience_and_its_errors()
    {
        foreach (var (at, operation) in (await DescribedAsync()).Operations)
        {
            var responses = operation["responses"]!.AsObject().Select(response => response.Key).ToArray();
            var isOpen = at.StartsWith("get /health/", StringComparison.Ordinal);

            Assert.False(string.IsNullOrWhiteSpace(operation["summary"]?.GetValue<string>()), at);
            Assert.Contains(Assert.Single(operation["tags"]!.AsArray())!.GetValue<string>(), Audiences);
            Assert.True(isOpen || responses.Intersect(["401", "403", "429"]).Count() == 3, at);
            Assert.True(operation["parameters"] is null || responses.Contains("400"), at);
            Assert.True(operation["requestBody"] is null || responses.Intersect(["400", "413"]).Count() == 2, at);
            Assert.True(responses.Any(status => status.StartsWith('2')), at);
        }
    }

    [Fact, Trait("clause", "OPS-5")]
    public async Task Every_operation_has_an_id_of_its_own_that_begins_with_what_it_does()
    {
        string[] verbs =
        [
            "Cancel", "Check", "Decide", "Delete", "Download", "End", "Erase", "Evaluate", "Export", "Get", "Ingest",
            "Lift", "List", "Preview", "Promote", "Put", "Read", "Recommend", "Remove", "Render", "RollBack", "Score",
            "Shadow", "Show", "Train", "Upload",
        ];

        var ids = (await DescribedAsync()).Operations
            .Select(one => one.Operation["operationId"]!.GetValue<string>()).ToArray();

        Assert.Equal(ids.Length, ids.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ids, id => Assert.Contains(verbs, verb => id.StartsWith(verb, StringComparison.Ordinal)));
        Assert.All(ids, id => Assert.True(id.All(char.IsAsciiLetter), id));
    }

    [Fact, Trait("clause", "OPS-5")]
    public async Task Every_json_body_has_an_example_that_fits_its_schema()
    {
        var (document, operations) = await DescribedAsync();
        var faults = new List<string>();
        foreach (var (at, operation) in operations)
        {
            foreach (var (where, media) in Bodies(operation))
            {
                if (media["example"] is { } example)
                {
                    faults.AddRange(SchemaFaults.Of(document, media["schema"]!, example).Select(
                        fault => $"{at} {where}: {fault}"));
                }
                else
                {
                    faults.Add($"{at} {where}: no example");
                }
            }
        }

        Assert.Empty(faults);
    }

    private static async Task<(JsonNode Document, List<(string At, JsonNode Operation)> Operations)> DescribedAsync()
    {
        var document = JsonNode.Parse(await OpenApiCommand.DescribeAsync(default))!;
        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(
                operation => ($"{operation.Key} {path.Key}", operation.Value!)));
        return (document, [.. operations]);
    }

    private static IEnumerable<(string Where, JsonNode Media)> Bodies(JsonNode operation)
    {
        var sent = operation["requestBody"]?["content"]?["application/json"];
        if (sent?["schema"] is { } schema && schema["format"]?.GetValue<string>() is not ("byte" or "binary"))
        {
            yield return ("request", sent);
        }

        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            var media = status.StartsWith('2') ? response!["content"]?["application/json"] : null;
            if (media?["schema"] is { } answered && answered["format"]?.GetValue<string>() is not ("byte" or "binary"))
            {
                yield return (status, media);
            }
        }
    }
}
