using System.Text.Json;
using System.Text.Json.Serialization;

namespace Personalization.Service.Commands.Demo;

/// <summary>
/// Which shop a demonstration simulates; kept beside its data, so that a start that was cut short is gone on with.
/// </summary>
/// <param name="Seed">Another seed is another shop.</param>
/// <param name="Customers">How many customers it has.</param>
/// <param name="Drift">Whether the last month is unlike the year before.</param>
internal sealed record DemoPlan(int Seed, int Customers, bool Drift)
{
    private const string FileName = "demo-shop.json";

    /// <summary>When the simulated year ends.</summary>
    public DateTimeOffset End { get; init; }

    /// <summary>Whether every event and product of it is stored.</summary>
    public bool Complete { get; init; }

    /// <summary>The plan that an earlier start has kept here, if one has.</summary>
    internal static DemoPlan? Find(string directory)
    {
        var path = Path.Combine(directory, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllText(path), DemoJson.Default.DemoPlan) : null;
    }

    /// <summary>Keeps it for later starts.</summary>
    internal void Keep(string directory) => File.WriteAllText(
        Path.Combine(directory, FileName), JsonSerializer.Serialize(this, DemoJson.Default.DemoPlan));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoPlan))]
internal sealed partial class DemoJson : JsonSerializerContext;
