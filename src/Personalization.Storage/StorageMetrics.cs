using System.Diagnostics.Metrics;
using Personalization.Storage.Profiles;

namespace Personalization.Storage;

/// <summary>
/// The meter <c>Personalization.Storage</c>: where profiles were read from, what was healed, how far behind healing is.
/// </summary>
public static class StorageMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Personalization.Storage";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Reads = Meter.CreateCounter<long>(
        "personalization.profile.reads", "{profile}", "Profiles read, by source: cache or rebuilt.");

    private static readonly Counter<long> Heals = Meter.CreateCounter<long>(
        "personalization.profile.heals", "{profile}", "Cached profiles found behind the log and looked after.");

    private static readonly KeyValuePair<string, object?> FromCache = new("source", "cache");

    private static readonly KeyValuePair<string, object?> FromLog = new("source", "rebuilt");

    internal static void ProfileRead(ProfileSource source) =>
        Reads.Add(1, source == ProfileSource.Cache ? FromCache : FromLog);

    internal static void Healed(int profiles) => Heals.Add(profiles);
}
