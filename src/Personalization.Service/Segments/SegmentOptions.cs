using System.ComponentModel.DataAnnotations;

namespace Personalization.Service.Segments;

/// <summary>Settings of counting and tracking segments; section <c>Segments</c>.</summary>
public sealed class SegmentOptions
{
    /// <summary>How long a count is good for, in seconds.</summary>
    [Range(0, 86_400)]
    public int CountSeconds { get; set; } = 60;

    /// <summary>How long an answer waits for a count to end before it gives an estimate, in milliseconds.</summary>
    [Range(0, 10_000)]
    public int WaitMs { get; set; } = 500;

    /// <summary>How many customers a preview looks at.</summary>
    [Range(1, 100_000)]
    public int PreviewCustomers { get; set; } = 1_000;

    /// <summary>How often new events are looked at for who came into tracked segments, in milliseconds.</summary>
    [Range(10, 3_600_000)]
    public int PollMs { get; set; } = 500;
}
