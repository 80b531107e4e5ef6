using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>Who asks, when and where: all that a decision depends on besides the catalogue.</summary>
public sealed record DecisionQuery
{
    /// <summary>The customer's profile; it is read only, and must not change while deciding.</summary>
    public required Profile Profile { get; init; }

    /// <summary>Whether anything is known of the customer.</summary>
    public bool Known { get; init; }

    /// <summary>The instant to decide for.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The page, device and so on that the caller told of.</summary>
    public DecisionContext Context { get; init; } = DecisionContext.Empty;

    /// <summary>Whether to say why each candidate did or did not win.</summary>
    public bool Explain { get; init; }

    /// <summary>
    /// Whether who was never asked for consent counts as having given it whatever the catalogue says; for asking what a
    /// made-up customer would get.
    /// </summary>
    public bool AssumesConsent { get; init; }

    /// <summary>
    /// The counters of decisions (see <see cref="Campaigns.CountedLimits"/>) that leave no room for one more, by the
    /// position, from 0, of the placement that they were asked for: what they count is not shown there.
    /// </summary>
    public IReadOnlySet<(int Position, string Counter)>? Exhausted { get; init; }

    /// <summary>
    /// Whether campaigns that are capped on decisions are left out: for asking ahead, where nothing is counted.
    /// </summary>
    public bool LeavesOutCounted { get; init; }

    /// <summary>
    /// Numeric features that replace the computed ones, by name, null for no value; for asking what a made-up customer
    /// would get. Unknown names are passed over.
    /// </summary>
    public IReadOnlyDictionary<string, double?>? Features { get; init; }
}
