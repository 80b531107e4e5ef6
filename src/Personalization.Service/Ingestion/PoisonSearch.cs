using System.Data.Common;
using Personalization.Domain.Events;
using Personalization.Storage.Events;

namespace Personalization.Service.Ingestion;

/// <summary>Commits one request's events when some of them may be data that the store cannot hold.</summary>
internal static class PoisonSearch
{
    /// <summary>
    /// Commits all together; when the store calls the data bad, halves them until the bad events stand alone and are
    /// refused. Any other failure is thrown.
    /// </summary>
    internal static async Task<CommitResult> CommitAsync(
        IReadOnlyList<NewEvent> events, Func<IReadOnlyList<NewEvent>, Task<IReadOnlyList<AppendOutcome>>> append)
    {
        var outcomes = new List<AppendOutcome>(events.Count);
        var refused = new List<RefusedByStore>();
        var parts = new Stack<Range>();
        parts.Push(Range.All);
        while (parts.TryPop(out var part))
        {
            var (start, length) = part.GetOffsetAndLength(events.Count);
            try
            {
                outcomes.AddRange(await append([.. events.Skip(start).Take(length)]));
            }
            catch (DbException e) when (IsBadData(e))
            {
                if (length == 1)
                {
                    refused.Add(new RefusedByStore(start, "The event log cannot hold this event."));
                    continue;
                }

                // The first half is popped first, so that events stay in order.
                var middle = start + (length / 2);
                parts.Push(middle..(start + length));
                parts.Push(start..middle);
            }
        }

        return new CommitResult(outcomes, refused);
    }

    /// <summary>SQL's class 22, data exceptions: retrying cannot help, and no other event is to blame.</summary>
    private static bool IsBadData(DbException e) => e.SqlState?.StartsWith("22", StringComparison.Ordinal) == true;
}
