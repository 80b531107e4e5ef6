namespace Personalization.Service.Decisions;

/// <summary>Where decisions go besides their caller: the log behind, and the instruments.</summary>
internal sealed partial class DecisionSink(DecisionLogWriter writer, DecisionMetrics metrics, ILogger<DecisionSink> log)
{
    /// <summary>Takes a call's decisions without waiting.</summary>
    public void Record(DecidedCall call, TimeSpan took)
    {
        metrics.Decided(call.Decisions, took);
        writer.TryLog(call);
    }

    [LoggerMessage(302, LogLevel.Error, "A decision failed; its caller got default content")]
    public partial void Failed(Exception cause);
}
