using System.Diagnostics;

namespace Personalization.Testing;

/// <summary>
/// Waits for what happens behind an answer or in another process; generous, because only failure waits it out.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Repeats the check until it throws nothing; the last failure is thrown when patience ends.</summary>
    public static async Task SucceedsAsync(Func<Task> check)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await check();
                return;
            }
            catch (Exception) when (waited.Elapsed < Patience)
            {
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>Reads until the value is the wanted one; the answer is the last value seen.</summary>
    public static async Task<T> ReachAsync<T>(Func<Task<T>> read, Func<T, bool> reached, TimeSpan within)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (reached(value) || waited.Elapsed > within)
            {
                return value;
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>Asks until there is an answer.</summary>
    public static async Task<T> NotNullAsync<T>(Func<Task<T?>> ask)
        where T : class =>
        await ReachAsync(ask, answer => answer is not null, Patience)
            ?? throw new TimeoutException($"It did not happen within {Patience.TotalSeconds} seconds.");
}
