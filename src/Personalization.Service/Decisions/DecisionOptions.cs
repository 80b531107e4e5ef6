using System.ComponentModel.DataAnnotations;

namespace Personalization.Service.Decisions;

/// <summary>Settings of deciding; section <c>Decisions</c>.</summary>
public sealed class DecisionOptions
{
    /// <summary>How many decisions may wait to be written to the decision log; beyond them the newest are dropped and
    /// counted.</summary>
    [Range(1, 10_000_000)]
    public int LogQueue { get; set; } = 100_000;

    /// <summary>How long a call waits for a profile, in milliseconds, before it answers default content.</summary>
    [Range(1, 60_000)]
    public int ProfileDeadlineMs { get; set; } = 1_000;

    /// <summary>How often a node asks whether the configuration changed, in milliseconds.</summary>
    [Range(10, 60_000)]
    public int CataloguePollMs { get; set; } = 500;

    /// <summary>How long caches may keep the answer of <c>GET /decide/{placement}</c>, in seconds.</summary>
    [Range(0, 86_400)]
    public int CacheSeconds { get; set; } = 60;
}
