using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Personalization.Service.Keys;

/// <summary>How many requests each key may make: a token bucket a key, on this node.</summary>
public sealed class KeyRates(IOptions<KeyOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<ApiKey> _limiter = Create(options.Value);

    /// <summary>Takes one request from the key's bucket. False says after how long to come back.</summary>
    public bool TryTake(ApiKey key, out TimeSpan retryAfter)
    {
        using var lease = _limiter.AttemptAcquire(key);
        retryAfter = TimeSpan.Zero;
        if (!lease.IsAcquired && !lease.TryGetMetadata(MetadataName.RetryAfter, out retryAfter))
        {
            retryAfter = TimeSpan.FromSeconds(1);
        }

        return lease.IsAcquired;
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private static PartitionedRateLimiter<ApiKey> Create(KeyOptions options)
    {
        var bucket = new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Burst,
            TokensPerPeriod = Math.Max(1, options.RequestsPerSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(
                options.RequestsPerSecond < 10 ? 1000.0 / options.RequestsPerSecond : 100),
            AutoReplenishment = true,
        };
        return PartitionedRateLimiter.Create<ApiKey, string>(
            key => RateLimitPartition.GetTokenBucketLimiter(key.Name, _ => bucket));
    }
}
