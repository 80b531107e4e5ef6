using Personalization.Domain.Events;

namespace Personalization.Service.Commands.Import;

/// <summary>A message that passed validation here, on its way to a target.</summary>
/// <param name="Source">What was read, with its number of rows.</param>
/// <param name="Event">The same as an event of the log.</param>
internal sealed record PreparedMessage(ImportedMessage Source, NewEvent Event);

/// <summary>What a target did with a message.</summary>
internal enum Verdict
{
    /// <summary>Durable and folded.</summary>
    Imported,

    /// <summary>Its message id was there already; nothing changed.</summary>
    Duplicate,

    /// <summary>Refused; the reason says why.</summary>
    Rejected,
}

/// <summary>The outcome of one message.</summary>
internal readonly record struct ImportOutcome(Verdict Verdict, string? Reason = null);

/// <summary>Where imported events go: the configured stores, or a running service.</summary>
internal interface IImportTarget
{
    /// <summary>The largest event it takes, in bytes.</summary>
    int MaxEventBytes { get; }

    /// <summary>Sends a batch; the outcomes are in the order of the messages.</summary>
    Task<IReadOnlyList<ImportOutcome>> SendAsync(IReadOnlyList<PreparedMessage> batch, CancellationToken stop);
}
