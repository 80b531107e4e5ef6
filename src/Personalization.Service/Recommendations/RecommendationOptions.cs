using System.ComponentModel.DataAnnotations;

namespace Personalization.Service.Recommendations;

/// <summary>Settings of recommending; section <c>Recommendations</c>.</summary>
public sealed class RecommendationOptions
{
    /// <summary>How often the recommender is learnt again when the log grew, in seconds.</summary>
    [Range(1, 604_800)]
    public int LearnEverySeconds { get; set; } = 600;

    /// <summary>How often products are learnt from new events, in milliseconds.</summary>
    [Range(10, 3_600_000)]
    public int ProductPollMs { get; set; } = 1_000;
}
