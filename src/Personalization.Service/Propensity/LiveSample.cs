using System.Runtime.CompilerServices;
using Personalization.Domain.Propensity;
using Personalization.Storage.Events;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>A sample of today's customers, replayed through the same fold as training.</summary>
internal sealed class LiveSample(CustomerSample customers, IEventLog log)
{
    /// <summary>Customers to look at unless told otherwise: a share is right within a percent or so.</summary>
    internal const int Usual = 5_000;

    /// <summary>At most so many customers' timelines, up to an instant.</summary>
    public async IAsyncEnumerable<CustomerTimeline> ReadAsync(
        int most, DateTimeOffset until, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var customer in await customers.DrawAsync(most, stop))
        {
            var history = await log.ReadCustomerAsync(customer, 0, stop);
            yield return CustomerTimeline.Read(history.Customer, history.Events, until);
        }
    }

    /// <summary>The rows of a target's sampled customers at some instants, looked at with what is known now.</summary>
    public async Task<TrainingRows> RowsAsync(
        PropensityTarget target, IReadOnlyList<CutOff> cutOffs, DateTimeOffset until, CancellationToken stop)
    {
        var builder = new TrainingSetBuilder(target, cutOffs);
        await foreach (var timeline in ReadAsync(Usual, until, stop))
        {
            builder.Add(timeline);
        }

        return builder.Rows;
    }
}
