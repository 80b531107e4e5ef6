using System.ComponentModel.DataAnnotations;

namespace Personalization.Service.Ingestion;

/// <summary>Settings under <c>Ingestion</c>.</summary>
public sealed class IngestionOptions
{
    /// <summary>
    /// How many transactions run side by side, each with customers of its own. Unless it is set: one for SQLite, which
    /// has one writer; one for every two cores for PostgreSQL, at least one and at most eight. Fewer lanes make larger
    /// transactions, which cost less an event.
    /// </summary>
    [Range(0, 64, ErrorMessage = "Ingestion:Lanes is between 1 and 64.")]
    public int Lanes { get; set; }

    /// <summary>The most events in one transaction. What a request has for one lane is never split.</summary>
    [Range(1, 100_000, ErrorMessage = "Ingestion:MaxCommitEvents is between 1 and 100,000.")]
    public int MaxCommitEvents { get; init; } = 5_000;

    /// <summary>
    /// How much may wait for a transaction, in bytes of events and their overhead, before requests are turned away.
    /// </summary>
    [Range(1024 * 1024, int.MaxValue, ErrorMessage = "Ingestion:MaxWaitingBytes is at least 1,048,576.")]
    public int MaxWaitingBytes { get; init; } = 64 * 1024 * 1024;
}
