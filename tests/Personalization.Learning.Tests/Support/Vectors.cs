using System.Text.Json;

namespace Personalization.Learning.Tests.Support;

/// <summary>Figures that other software made, in tests/vectors.</summary>
internal static class Vectors
{
    public static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(Repository.Root!, "tests", "vectors", file)));
        return document.RootElement.Clone();
    }

    public static double[] Doubles(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    public static float[] Floats(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];

    public static (double X, double Y)[] Points(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(pair => (pair[0].GetDouble(), pair[1].GetDouble()))];

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();
}
