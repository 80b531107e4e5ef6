namespace Personalization.Domain.Propensity;

/// <summary>How a challenger did against the version that scores.</summary>
/// <param name="Version">That version's number.</param>
/// <param name="Known">What that version knows ends here.</param>
/// <param name="Low">The lower end of the interval of how much better the challenger is.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Interval">The same in words.</param>
internal readonly record struct ChampionMeeting(
    int Version, DateTimeOffset Known, double Low, double High, string Interval);

/// <summary>
/// Whether a challenger that beats the baselines takes the place of the version that scores, whatever both are measured
/// by.
/// </summary>
/// <remarks>
/// Within chance of the champion a challenger is refused, unless what the champion knows is older than
/// <paramref name="RenewAfter"/>: then the fresher one is preferred.
/// </remarks>
/// <param name="RenewAfter">Null: never.</param>
internal sealed record ChampionRule(TimeSpan? RenewAfter)
{
    /// <summary>Why a challenger is refused that met nobody.</summary>
    internal const string Unmeasured =
        "Refused: it could not be measured, the history leaves no time it has not seen.";

    /// <summary>The answer and its reason.</summary>
    /// <param name="met">Null when no version scores.</param>
    /// <param name="until">What the challenger knows ends here.</param>
    /// <param name="beaten">A sentence on the baselines that it beats.</param>
    internal (bool Promoted, string Reason) Decide(ChampionMeeting? met, DateTimeOffset until, string beaten)
    {
        if (met is not { } champion)
        {
            return (true, "No version scored before. " + beaten);
        }

        if (champion.Low > 0)
        {
            return (true, $"It beats version {champion.Version}, {champion.Interval}. {beaten}");
        }

        if (champion.High < 0)
        {
            return (false, $"Refused: version {champion.Version} beats it, {champion.Interval}.");
        }

        var age = until - champion.Known;
        return age > RenewAfter
            ? (true,
                $"Renewed: level with version {champion.Version}, {champion.Interval}, which knows nothing of the last "
                + $"{age.TotalDays:0} days. {beaten}")
            : (false, $"Refused: no better than version {champion.Version} beyond chance, {champion.Interval}.");
    }
}
