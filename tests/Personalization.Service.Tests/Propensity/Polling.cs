using System.Text.Json.Nodes;

namespace Personalization.Service.Tests.Propensity;

/// <summary>Asks again and again until an answer is as wanted.</summary>
internal static class Polling
{
    internal static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(2);

    internal static async Task<JsonNode> UntilAsync(
        Func<Task<JsonNode>> read, Func<JsonNode, bool> done, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var last = await read();
        while (!done(last))
        {
            await timer.WaitForNextTickAsync(deadline.Token);
            last = await read();
        }

        return last;
    }
}
