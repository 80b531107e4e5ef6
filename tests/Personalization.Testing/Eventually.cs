namespace Personalization.Testing;

/// <summary>Waits for what another process does in its own time; generous, because only failure waits it out.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Repeats the check until it throws nothing; the last failure is thrown when patience ends.</summary>
    public static async Task SucceedsAsync(Func<Task> check)
    {
        var until = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            try
            {
                await check();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetUtcNow() < until)
            {
                await Task.Delay(50);
            }
        }
    }
}
