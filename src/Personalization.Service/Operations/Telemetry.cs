using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Personalization.Service.Operations;

/// <summary>
/// The service's own instruments, named and measured as OpenTelemetry has it: seconds, lower case, dots.
/// </summary>
/// <remarks>
/// One meter per host. Everything recorded here appears in <c>/metrics</c> and, when it is configured, goes out by
/// OTLP.
/// </remarks>
public sealed class Telemetry : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Personalization";

    /// <summary>Bounds in seconds for what takes from tens of microseconds to seconds.</summary>
    public static readonly IReadOnlyList<double> Seconds =
        [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private static readonly int[] Sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

    /// <summary>Makes the instruments on the host's meter factory.</summary>
    public Telemetry(IMeterFactory meters)
    {
        Meter = meters.Create(Name);
        IngestedEvents = Meter.CreateCounter<long>(
            "personalization.ingest.events", "{event}",
            "Events by outcome: accepted, duplicate, rejected, no_consent, erased.");
        CommitDuration = Duration("personalization.ingest.commit.duration", "One transaction of the event log.");
        FoldDuration = Duration("personalization.ingest.fold.duration", "Folding a commit into the cached profiles.");
        CommitEvents = Meter.CreateHistogram(
            "personalization.ingest.commit.events", "{event}", "Events that shared one transaction.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = Sizes });
        Decisions = Meter.CreateCounter<long>("personalization.decisions", "{decision}", "Decisions by reason.");
        DecideDuration = Duration(
            "personalization.decide.duration", "Deciding one request, reading the profile included.");
    }

    /// <summary>For instruments that are added elsewhere.</summary>
    public Meter Meter { get; }

    /// <summary>Spans of the service's own work.</summary>
    public ActivitySource Activities { get; } = new(Name);

    /// <summary>Tag: <c>outcome</c>.</summary>
    public Counter<long> IngestedEvents { get; }

    /// <summary>Seconds.</summary>
    public Histogram<double> CommitDuration { get; }

    /// <summary>Seconds.</summary>
    public Histogram<double> FoldDuration { get; }

    /// <summary>Events a transaction.</summary>
    public Histogram<int> CommitEvents { get; }

    /// <summary>Tag: <c>reason</c>.</summary>
    public Counter<long> Decisions { get; }

    /// <summary>Seconds.</summary>
    public Histogram<double> DecideDuration { get; }

    /// <summary>A histogram of seconds with the service's usual bounds.</summary>
    public Histogram<double> Duration(string name, string description) => Meter.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });

    /// <inheritdoc/>
    public void Dispose() => Activities.Dispose();
}
