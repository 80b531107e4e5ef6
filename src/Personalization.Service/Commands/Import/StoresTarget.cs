using Personalization.Storage.Events;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Commands.Import;

/// <summary>Appends straight to the configured log and folds into the configured profiles, as ingestion does.</summary>
internal sealed class StoresTarget(IEventLog log, ProfileStore profiles) : IImportTarget
{
    public int MaxEventBytes => 4 * 1024 * 1024;

    public async Task<IReadOnlyList<ImportOutcome>> SendAsync(
        IReadOnlyList<PreparedMessage> batch, CancellationToken stop)
    {
        var outcomes = await log.AppendAsync([.. batch.Select(message => message.Event)], stop);
        await profiles.FoldAsync(outcomes, stop);
        return [.. outcomes.Select(
            outcome => new ImportOutcome(outcome.Duplicate ? Verdict.Duplicate : Verdict.Imported))];
    }
}
