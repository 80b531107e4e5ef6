namespace Personalization.Domain.Profiles;

/// <summary>
/// A profile that each thread keeps to decode the next one into, so that reading one profile after the other allocates
/// nothing.
/// </summary>
/// <remarks>
/// Whoever takes it has it alone. Giving it back is for those who can say that nobody holds it any more: a request that
/// answered, and neither queued it nor handed it on. Keeping it for good is no fault; the thread then makes another.
/// </remarks>
public static class SpareProfile
{
    [ThreadStatic]
    private static Profile? s_spare;

    /// <summary>A profile to decode into.</summary>
    public static Profile Take()
    {
        var spare = s_spare ?? new Profile(Events.CustomerKey.Nobody);
        s_spare = null;
        return spare;
    }

    /// <summary>Gives a profile up: its holder must not look at it again.</summary>
    public static void GiveBack(Profile profile) => s_spare = profile;
}
