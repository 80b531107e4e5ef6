using Personalization.Domain.Propensity;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>Something that falls due from time to time.</summary>
internal sealed record ScheduledJob(string Name, CronSchedule When, Func<CancellationToken, Task> RunAsync);

/// <summary>
/// Runs what is due, on one node at a time: the node that claims it first. What fell due several times while nobody
/// was there is done once.
/// </summary>
internal sealed partial class ScheduleRunner(ScheduledWork work, TimeProvider clock, ILogger<ScheduleRunner> log)
{
    private static readonly TimeSpan ClaimLasts = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(2);

    private readonly string _node = Guid.NewGuid().ToString("N");

    /// <summary>Runs the job if it is due and no other node does; answers whether it ran.</summary>
    public async Task<bool> RunIfDueAsync(ScheduledJob job, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var done = await work.DoneForAsync(job.Name, now, stop);
        if (job.When.Newest(done, now) is not { } due)
        {
            return false;
        }

        var claim = new WorkClaim(job.Name, due, _node, now, ClaimLasts);
        if (!await work.ClaimAsync(claim, stop))
        {
            return false;
        }

        Began(job.Name, due);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var renewing = RenewAsync(claim, lost);
        try
        {
            await job.RunAsync(lost.Token);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // It is due again soon enough; trying at once would most likely fail the same way.
            Failed(e, job.Name);
        }

        await lost.CancelAsync();
        await renewing;
        await work.DoneAsync(claim, stop);
        return true;
    }

    private async Task RenewAsync(WorkClaim claim, CancellationTokenSource lost)
    {
        using var timer = new PeriodicTimer(RenewEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(lost.Token))
            {
                if (!await work.ClaimAsync(claim with { Now = clock.GetUtcNow() }, lost.Token))
                {
                    await lost.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work has ended, or another node has it.
        }
    }

    [LoggerMessage(340, LogLevel.Information, "{Job} was due at {Due}")]
    private partial void Began(string job, DateTimeOffset due);

    [LoggerMessage(341, LogLevel.Error, "{Job} failed; it is tried again when it is next due")]
    private partial void Failed(Exception cause, string job);
}
