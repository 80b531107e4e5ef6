using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Personalization.Domain.Decisions;
using Personalization.Domain.Features;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Profiles;
using Personalization.Domain.Propensity;
using Personalization.Service.Decisions;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>
/// Scores shadows beside the active versions on a sample of decisions, behind the answer, and counts how they compare.
/// </summary>
/// <remarks>
/// What a decision pays is one look whether there is a shadow, and for one in so many a place in a queue; a full queue
/// drops. Only sums are kept, nothing of any customer.
/// </remarks>
internal sealed partial class ShadowScoring(
    CatalogueHolder catalogue,
    ModelChecks checks,
    IOptions<PropensityOptions> options,
    TimeProvider clock,
    ILogger<ShadowScoring> log)
    : BackgroundService
{
    private const int Most = 1_000;
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private readonly Channel<(Profile Profile, DateTimeOffset At)> _queue =
        Channel.CreateBounded<(Profile, DateTimeOffset)>(new BoundedChannelOptions(Most)
        {
            FullMode = BoundedChannelFullMode.DropWrite,
            SingleReader = true,
        });

    private readonly Dictionary<(string Name, int Active, int Shadow), ShadowTally> _tallies = [];
    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly double[] _features = new double[FeatureCatalogue.NumericCount];
    private int _turn;

    /// <summary>
    /// A decision was made on this profile, which nobody changes any more. True when it is kept: whoever offered it
    /// must not use it again.
    /// </summary>
    public bool Offer(Profile profile, DateTimeOffset at) =>
        HasShadows(catalogue.Source)
        && Interlocked.Increment(ref _turn) % options.Value.ShadowOneIn == 0
        && _queue.Writer.TryWrite((profile, at));

    /// <summary>What all nodes have counted of a pair of versions.</summary>
    public async Task<ShadowComparison> CompareAsync(string name, int active, int shadow, CancellationToken stop)
    {
        var sum = new ShadowTally();
        foreach (var counts in await checks.CountsAsync(name, active, shadow, stop))
        {
            if (ShadowTally.FromJson(counts.Body) is { } tally)
            {
                sum.Add(tally);
            }
        }

        return sum.Compare(active, shadow);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _queue.Reader.WaitToReadAsync(stoppingToken))
        {
            try
            {
                while (_queue.Reader.TryRead(out var decided))
                {
                    Count(decided.Profile, decided.At);
                }

                await SaveAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                NotCounted(e);
            }

            // Whatever comes meanwhile waits for one write a second.
            await Task.Delay(SaveEvery, stoppingToken);
        }
    }

    private void Count(Profile profile, DateTimeOffset at)
    {
        var source = catalogue.Source;
        FeatureCatalogue.Compute(profile, at, _features);
        foreach (var shadow in source.Shadows)
        {
            if (source.Models.FirstOrDefault(model => model.Name == shadow.Name) is { } active)
            {
                Tally(active.Name, active.Version, shadow.Version)
                    .Add(active.Score(_features).Probability, shadow.Score(_features).Probability);
            }
        }

        // By what 365 days are worth; of a customer without an order neither says anything.
        if (source is { Lifetime: { } worth, LifetimeShadow: { } other }
            && worth.TryScore(profile, at, _features, out var said)
                && other.TryScore(profile, at, _features, out var beside))
        {
            Tally(LifetimeArtifact.Name, worth.Version, other.Version)
                .Add(said.Value365Days, beside.Value365Days, worth.MedianValue);
        }
    }

    private ShadowTally Tally(string name, int active, int shadow)
    {
        if (!_tallies.TryGetValue((name, active, shadow), out var tally))
        {
            _tallies.Add((name, active, shadow), tally = new ShadowTally());
        }

        return tally;
    }

    private static bool HasShadows(CatalogueSource source) =>
        source.Shadows.Count > 0 || source.LifetimeShadow is not null;

    private async Task SaveAsync(CancellationToken stop)
    {
        foreach (var (pair, tally) in _tallies)
        {
            await checks.SaveCountsAsync(
                new ShadowCounts(pair.Name, pair.Active, pair.Shadow, _node, clock.GetUtcNow(), tally.ToJson()), stop);
        }
    }

    [LoggerMessage(345, LogLevel.Warning, "Shadow scores were not counted")]
    private partial void NotCounted(Exception cause);
}
