using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Service.Propensity;

namespace Personalization.Service.Decisions;

/// <summary>Where decisions go besides their caller: the log behind, and the instruments.</summary>
internal sealed partial class DecisionSink(
    DecisionLogWriter writer, ShadowScoring shadows, DecisionMetrics metrics, ILogger<DecisionSink> log)
{
    /// <summary>Takes a call's decisions without waiting.</summary>
    public void Record(CustomerKey customer, DateTimeOffset at, IReadOnlyList<Decision> decisions, TimeSpan took)
    {
        metrics.Decided(decisions, took);
        writer.TryLog(customer, at, decisions);
    }

    /// <summary>
    /// Lets shadow models score whom was decided for, on a sample and behind the answer; true when they keep the
    /// profile for it.
    /// </summary>
    public bool Score(Profile profile, DateTimeOffset at) => shadows.Offer(profile, at);

    [LoggerMessage(302, LogLevel.Error, "A decision failed; its caller got default content")]
    public partial void Failed(Exception cause);
}
