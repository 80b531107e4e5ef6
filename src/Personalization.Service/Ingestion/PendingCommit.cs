using System.Runtime.InteropServices;
using Personalization.Domain.Events;
using Personalization.Storage.Events;

namespace Personalization.Service.Ingestion;

/// <summary>An event that the store itself refused, though it had passed validation.</summary>
/// <param name="Position">Its place among the events that were handed over.</param>
internal readonly record struct RefusedByStore(int Position, string Reason);

/// <summary>What became of one request's events: an outcome each, without those that the store refused.</summary>
internal sealed record CommitResult(IReadOnlyList<AppendOutcome> Outcomes, IReadOnlyList<RefusedByStore> Refused);

/// <summary>One request's events on their way into the log.</summary>
internal sealed class PendingCommit
{
    // What an event costs in memory besides its body.
    private const int EventOverhead = 256;

    private readonly TaskCompletionSource<CommitResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PendingCommit(IReadOnlyList<NewEvent> events)
    {
        Events = events;
        foreach (var one in events)
        {
            Cost += one.Body.Length + EventOverhead;
        }
    }

    internal IReadOnlyList<NewEvent> Events { get; }

    internal long Cost { get; }

    /// <summary>Set once its transaction has committed.</summary>
    internal CommitResult? Result { get; set; }

    internal Task<CommitResult> Done => _done.Task;

    internal void Complete() => _done.TrySetResult(Result!);

    internal void Fail(Exception reason) => _done.TrySetException(reason);

    /// <summary>Takes this request's part of the outcomes of a joint transaction.</summary>
    internal void Take(IReadOnlyList<AppendOutcome> outcomes, int start)
    {
        var own = new AppendOutcome[Events.Count];
        for (var i = 0; i < own.Length; i++)
        {
            own[i] = outcomes[start + i];
        }

        Result = new CommitResult(ImmutableCollectionsMarshal.AsImmutableArray(own), []);
    }
}
