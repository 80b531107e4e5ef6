using System.Diagnostics;

namespace Personalization.Service.Tests.Faults;

/// <summary>Waits for what another process does in the background; the answer is the last value seen.</summary>
internal static class Eventually
{
    internal static async Task<T> ReachAsync<T>(Func<Task<T>> read, Func<T, bool> reached, TimeSpan within)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (reached(value) || waited.Elapsed > within)
            {
                return value;
            }

            await Task.Delay(50);
        }
    }
}
