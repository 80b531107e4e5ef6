using System.Diagnostics.Metrics;
using Personalization.Domain.Decisions;
using Personalization.Service.Operations;

namespace Personalization.Service.Decisions;

/// <summary>What is measured of deciding.</summary>
internal sealed class DecisionMetrics(Telemetry telemetry)
{
    private readonly Counter<long> _logged = telemetry.Meter.CreateCounter<long>(
        "personalization.decision_log.written", "{decision}", "Decisions written to the decision log.");

    private readonly Counter<long> _dropped = telemetry.Meter.CreateCounter<long>(
        "personalization.decision_log.dropped", "{decision}",
        "Decisions that were not logged because the queue was full.");

    private readonly Counter<long> _broken = telemetry.Meter.CreateCounter<long>(
        "personalization.templates.failed", "{decision}",
        "Decisions whose template failed, so that they have no HTML.");

    private readonly Counter<long> _loads = telemetry.Meter.CreateCounter<long>(
        "personalization.catalogue.loads", "{load}",
        "Loads of the catalogue by outcome: swapped, or kept the last good one.");

    /// <summary>One call was answered.</summary>
    public void Decided(IReadOnlyList<Decision> decisions, TimeSpan took)
    {
        telemetry.DecideDuration.Record(took.TotalSeconds);
        for (var i = 0; i < decisions.Count; i++)
        {
            var decision = decisions[i];
            if (decision.IsTemplateBroken)
            {
                _broken.Add(1, new KeyValuePair<string, object?>("placement", decision.Placement));
            }

            telemetry.Decisions.Add(
                1, new KeyValuePair<string, object?>("reason", DecisionWriter.Name(decision.Reason)));
        }
    }

    /// <summary>Decisions were written to the log.</summary>
    public void Logged(int decisions) => _logged.Add(decisions);

    /// <summary>Decisions will not be logged.</summary>
    public void Dropped(int decisions) => _dropped.Add(decisions);

    /// <summary>The catalogue was loaded, or was not.</summary>
    public void CatalogueLoaded(bool succeeded) =>
        _loads.Add(1, new KeyValuePair<string, object?>("outcome", succeeded ? "swapped" : "kept"));
}
