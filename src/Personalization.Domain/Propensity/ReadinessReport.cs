using System.Text.Json.Serialization;
using Personalization.Domain.Events;

namespace Personalization.Domain.Propensity;

/// <summary>Whether a target could be trained now, on what, and what is in the way.</summary>
/// <param name="Target">What would be learnt.</param>
/// <param name="Ready">Whether training would be accepted.</param>
/// <param name="History">How far back the log goes.</param>
/// <param name="CutOffs">Rows and outcomes at every instant customers would be looked at, oldest first.</param>
/// <param name="Rows">Rows in all: of the sampled customers, not of everybody.</param>
/// <param name="Positives">How many of them have the outcome.</param>
/// <param name="CustomersWith">Sampled customers who had the outcome at some cut-off.</param>
/// <param name="CustomersWithout">Those who did not at some cut-off.</param>
/// <param name="CustomerShare">The share of known customers that was sampled.</param>
/// <param name="Features">What the features look like; null without rows.</param>
/// <param name="Findings">What is missing or odd and what to do about it, the blocking ones first.</param>
public sealed record ReadinessReport(
    PropensityTarget Target,
    bool Ready,
    HistorySpan History,
    IReadOnlyList<CutOffSize> CutOffs,
    int Rows,
    int Positives,
    int CustomersWith,
    int CustomersWithout,
    double CustomerShare,
    FeatureAudit? Features,
    IReadOnlyList<ReadinessFinding> Findings)
{
    private const double RareRate = 0.005;

    /// <summary>Judges a log from a sample of its customers.</summary>
    /// <param name="target">What would be learnt.</param>
    /// <param name="span">How far back the log goes.</param>
    /// <param name="rows">The sampled customers' rows; null when the history is too short for any.</param>
    /// <param name="share">The share of known customers in the sample, over 0 to 1.</param>
    public static ReadinessReport Of(PropensityTarget target, HistorySpan span, TrainingRows? rows, double share)
    {
        var with = new HashSet<CustomerKey>();
        var without = new HashSet<CustomerKey>();
        foreach (var key in rows?.Keys ?? [])
        {
            (key.HasOutcome ? with : without).Add(key.Customer);
        }

        var audit = rows is { Keys.Count: > 0 } ? FeatureAudit.Of(rows) : null;
        var cutOffs = rows is null ? [] : TrainingSummary.Sizes(rows);
        var findings = new List<ReadinessFinding>();
        Judge(findings, target, span, (with.Count, without.Count, share));
        Judge(findings, cutOffs, audit);
        return new ReadinessReport(
            target,
            findings.TrueForAll(finding => finding.Severity != FindingSeverity.Blocking),
            span,
            cutOffs,
            rows?.Keys.Count ?? 0,
            rows?.Keys.Count(key => key.HasOutcome) ?? 0,
            with.Count,
            without.Count,
            share,
            audit,
            [.. findings.OrderBy(finding => finding.Severity)]);
    }

    private static void Judge(
        List<ReadinessFinding> findings, PropensityTarget target, HistorySpan span,
        (int With, int Without, double Share) customers)
    {
        if (span.Days < span.NeededDays)
        {
            findings.Add(new ReadinessFinding(
                FindingSeverity.Blocking,
                $"The log spans {span.Days:0.#} days and {span.NeededDays} are needed: "
                + $"{Readiness.LeastHorizons} x the horizon of {target.HorizonDays} days.",
                "Import older events, train later, or define a shorter horizon."));
            return;
        }

        // A sample that is large enough holds enough; one that is not may stand for more.
        foreach (var (count, what) in new[] { (customers.With, "have"), (customers.Without, "do not have") })
        {
            if (count / customers.Share < Readiness.LeastCustomers)
            {
                findings.Add(new ReadinessFinding(
                    FindingSeverity.Blocking,
                    $"About {count / customers.Share:0} customers {what} the outcome ({target.Describe()}); "
                    + $"{Readiness.LeastCustomers} are needed.",
                    "Import more customers' events, or define an outcome that is less rare."));
            }
        }
    }

    private static void Judge(List<ReadinessFinding> findings, IReadOnlyList<CutOffSize> cutOffs, FeatureAudit? audit)
    {
        if (cutOffs.Count > 0 && cutOffs.All(cutOff => cutOff.Role != CutOffRole.Test))
        {
            findings.Add(new ReadinessFinding(
                FindingSeverity.Warning,
                "The history leaves no time to test on that training has not seen.",
                "The model can be trained but not measured; import older events to have it measured."));
        }

        var rows = cutOffs.Sum(cutOff => (long)cutOff.Rows);
        var rate = cutOffs.Sum(cutOff => (double)cutOff.Positives) / Math.Max(1, rows);
        if (rows > 0 && rate is < RareRate or > 1 - RareRate)
        {
            findings.Add(new ReadinessFinding(
                FindingSeverity.Warning,
                $"{rate:P2} of the rows have the outcome: so little tells little.",
                "Expect a weak model; a longer horizon or a wider condition gives it more to learn from."));
        }

        if (audit is { Constant.Count: > 0 } or { Empty.Count: > 0 })
        {
            findings.Add(new ReadinessFinding(
                FindingSeverity.Note,
                $"{audit.Constant.Count} features have the same value in every row and {audit.Empty.Count} have none.",
                "Nothing needs to be done; sending the events they are computed from would let the model use them."));
        }

        findings.AddRange((audit?.Leaks ?? []).Select(leak => new ReadinessFinding(
            FindingSeverity.Warning,
            $"'{leak.Feature}' alone tells outcomes apart with an AUC of {leak.Auc:0.000}: it may know what is asked.",
            "See whether the outcome follows from it by definition, and change the target if so.")));
    }
}

/// <summary>How far back the log goes and how far it has to.</summary>
/// <param name="FirstAt">The oldest event; null for an empty log.</param>
/// <param name="Until">The instant up to which outcomes are known.</param>
/// <param name="Days">Between the two.</param>
/// <param name="NeededDays">The least that a target's horizon asks for.</param>
public sealed record HistorySpan(DateTimeOffset? FirstAt, DateTimeOffset Until, double Days, int NeededDays)
{
    /// <summary>The span before an instant.</summary>
    public static HistorySpan Of(PropensityTarget target, DateTimeOffset? firstAt, DateTimeOffset until) => new(
        firstAt,
        until,
        firstAt is { } first ? Math.Max(0, (until - first).TotalDays) : 0,
        Readiness.LeastHorizons * target.HorizonDays);
}

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Training is refused because of it.</summary>
    [JsonStringEnumMemberName("blocking")]
    Blocking = 0,

    /// <summary>The model may be wrong or weak because of it.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning = 1,

    /// <summary>Good to know.</summary>
    [JsonStringEnumMemberName("note")]
    Note = 2,
}

/// <summary>One thing that is missing or odd, and what to do about it.</summary>
public sealed record ReadinessFinding(FindingSeverity Severity, string Message, string ToDo);
