using Personalization.Domain.Propensity;

namespace Personalization.Storage.Propensity;

/// <summary>A stored version of a propensity model, without its trees.</summary>
/// <param name="Stored">What the registry knows of it.</param>
/// <param name="Metadata">What it was learnt from and how good it is.</param>
public sealed record ModelVersion(ModelDocumentVersion Stored, ModelMetadata Metadata)
{
    /// <summary>The target's name.</summary>
    public string Name => Stored.Document.Name;

    /// <summary>1, 2, 3 … per name.</summary>
    public int Version => Stored.Document.Version;

    /// <summary>Whether this is the version that scores.</summary>
    public bool Active => Stored.Active;

    /// <summary>
    /// Whether it is scored beside the active version to be compared with it; its scores answer nobody.
    /// </summary>
    public bool Shadow => Stored.Shadow;

    /// <summary>Reads the metadata.</summary>
    public static ModelVersion Of(ModelDocumentVersion stored) =>
        new(stored, ModelMetadata.FromJson(stored.Document.Metadata));
}

/// <summary>Who does something with a model, when and why.</summary>
/// <param name="By">A key's name, or what did it: <c>schedule</c>, <c>train</c>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Reason">Why, in words; null when nobody said.</param>
public sealed record ModelAct(string By, DateTimeOffset At, string? Reason = null);
