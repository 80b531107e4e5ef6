using System.Text.Json.Nodes;
using Personalization.Service.Hosting;
using Personalization.Service.Tests.Architecture;

namespace Personalization.Service.Tests.Hosting;

public sealed class OpenApiTests
{
    private static readonly string[] Audiences = [Audience.Web,
        Audience.Email, Audience.Marketing, Audience.Operations];

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
        var document = JsonNode.Parse(await OpenApiCommand.DescribeAsync(default))!;

        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var at = $"{method} {path}";
                Assert.False(string.IsNullOrWhiteSpace(operation!["summary"]?.GetValue<string>()), at);
                Assert.True(operation["tags"]!.AsArray().All(tag => Audiences.Contains(tag!.GetValue<string>())), at);
                var open = path.StartsWith("/health", StringComparison.Ordinal);
                Assert.True(open || operation["responses"]!["401"] is not null, at);
            }
        }
    }
}
