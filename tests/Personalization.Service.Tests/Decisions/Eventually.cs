namespace Personalization.Service.Tests.Decisions;

/// <summary>Waits for what happens behind an answer: asks again and again, for at most half a minute.</summary>
internal static class Eventually
{
    public static async Task<T> NotNullAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("It did not happen within half a minute.");
    }
}
