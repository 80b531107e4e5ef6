namespace Personalization.Storage.Events;

/// <summary>
/// Instants as every store keeps them: whole microseconds, so that what comes back equals what was told.
/// </summary>
internal static class Instants
{
    public static DateTimeOffset Round(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public static long ToMicroseconds(DateTimeOffset at) =>
        (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        new((microseconds * TimeSpan.TicksPerMicrosecond) + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);
}
