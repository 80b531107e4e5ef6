using System.ComponentModel.DataAnnotations;

namespace Personalization.Service.Ingestion;

/// <summary>Settings under <c>Ingestion</c>.</summary>
public sealed class IngestionOptions
{
    /// <summary>The most events in one transaction. A request is never split.</summary>
    [Range(1, 100_000, ErrorMessage = "Ingestion:MaxCommitEvents is between 1 and 100,000.")]
    public int MaxCommitEvents { get; init; } = 5_000;

    /// <summary>
    /// How much may wait for a transaction, in bytes of events and their overhead, before requests are turned away.
    /// </summary>
    [Range(1024 * 1024, int.MaxValue, ErrorMessage = "Ingestion:MaxWaitingBytes is at least 1,048,576.")]
    public int MaxWaitingBytes { get; init; } = 64 * 1024 * 1024;
}
