using Personalization.Domain.Propensity;

namespace Personalization.Storage.Propensity;

/// <summary>A stored version of a model, without its trees.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="Version">1, 2, 3 … per name.</param>
/// <param name="Active">Whether this is the version that scores.</param>
/// <param name="SavedAt">When it was saved, UTC.</param>
/// <param name="Metadata">What it was learnt from and how good it is.</param>
public sealed record ModelVersion(
    string Name, int Version, bool Active, DateTimeOffset SavedAt, ModelMetadata Metadata)
{
    /// <summary>
    /// Whether it is scored beside the active version to be compared with it; its scores answer nobody.
    /// </summary>
    public bool Shadow { get; init; }

    /// <summary>Who saved it: a key's name, or what did it.</summary>
    public string SavedBy { get; init; } = "";

    /// <summary>When it was last promoted; null when it never was.</summary>
    public DateTimeOffset? PromotedAt { get; init; }

    /// <summary>By whom.</summary>
    public string? PromotedBy { get; init; }

    /// <summary>Why, in words.</summary>
    public string? PromotionReason { get; init; }

    /// <summary>The version that scored until this one was promoted: where rolling back leads.</summary>
    public int? Replaces { get; init; }
}

/// <summary>Who does something with a model, when and why.</summary>
/// <param name="By">A key's name, or what did it: <c>schedule</c>, <c>train</c>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Reason">Why, in words; null when nobody said.</param>
public sealed record ModelAct(string By, DateTimeOffset At, string? Reason = null);
