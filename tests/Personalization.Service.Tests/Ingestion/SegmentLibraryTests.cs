using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Service.Tests.Support;

namespace Personalization.Service.Tests.Ingestion;

[Collection(OnEmbedded.Name)]
public sealed class SegmentLibraryTests(EmbeddedService service)
{
    private static readonly NodePackages Packages = new("Ingestion", "Segment's library");

    private static readonly string? Absence = Packages.FindAbsence();

    [SegmentLibraryFact]
    [Trait("clause", "ING-1"), Trait("clause", "ING-2"), Trait("clause", "ING-6"), Trait("clause", "KEY-1")]
    public async Task Segments_own_library_delivers_every_call_to_this_service()
    {
        var prefix = ServiceFixture.NewId("segment");
        var key = await service.NewKeyAsync("ingest");

        var told = Packages.Run("segment_check.mjs", service.Http.BaseAddress!.ToString().TrimEnd('/'), key, prefix);

        var answers = told["answers"]!.AsArray();
        Assert.Equal([200, 401], answers.Select(answer => answer!["status"]!.GetValue<int>()));
        Assert.Equal(["/v1/batch", "/v1/batch"], answers.Select(answer => answer!["path"]!.GetValue<string>()));
        Assert.Equal("8 1 0", Counts(answers[0]!["body"]!));
        Assert.Equal(
            ["alias", "group", "identify", "page", "refused", "screen", "track", "track", "track", "track"],
            told["delivered"]!.AsArray().Select(what => what!.GetValue<string>()).Order(StringComparer.Ordinal));
        var customer = await service.GetAsync($"/customers/{prefix}-customer");
        Assert.Equal((8, 1, 39.8), (
            customer["events"]!.GetValue<int>(), customer["orders"]!.GetValue<int>(),
            customer["revenue"]!.GetValue<double>()));
        Assert.Equal("gold", customer["traits"]!["plan"]!.GetValue<string>());
        var events = (await service.GetAsync($"/customers/{prefix}-customer/events"))["items"]!.AsArray();
        Assert.Contains("Ünïcødé 漢字 🎉", events.Select(happened => happened!["name"]!.GetValue<string>()));
    }

    private static string Counts(JsonNode answer) =>
        $"{answer["accepted"]} {answer["duplicates"]} {answer["rejected"]!.AsArray().Count}";

    /// <summary>Skipped, with the reason, where the library cannot be had, but for CI, where it then fails.</summary>
    private sealed class SegmentLibraryFactAttribute : FactAttribute
    {
        public SegmentLibraryFactAttribute()
        {
            if (Absence is { } absence && Environment.GetEnvironmentVariable("CI") != "true")
            {
                Skip = absence;
            }
        }
    }
}
