using System.Text.Json.Nodes;
using Personalization.Service.Tests.Support;

namespace Personalization.Service.Tests.OpenFeature;

/// <summary>OpenFeature's own SDKs for JavaScript.</summary>
internal static class OpenFeatureSdk
{
    private static readonly NodePackages Packages = new("OpenFeature", "OpenFeature's SDKs");

    /// <summary>Why they cannot be run, or null where they can.</summary>
    public static string? Absence { get; } = Packages.FindAbsence();

    /// <summary>What the script printed.</summary>
    public static JsonNode Check(string address, string key, string prefix) =>
        Packages.Run("openfeature_check.mjs", address, key, prefix);
}

/// <summary>A fact that runs OpenFeature's SDKs: skipped, with the reason, where they cannot be had, but for CI, where
/// it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenFeatureFactAttribute : FactAttribute
{
    public OpenFeatureFactAttribute()
    {
        if (OpenFeatureSdk.Absence is { } absence && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = absence;
        }
    }
}
