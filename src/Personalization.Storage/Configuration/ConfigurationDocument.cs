namespace Personalization.Storage.Configuration;

/// <summary>A stored piece of configuration: a placement, a campaign, a segment …</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its name, unique within the kind.</param>
/// <param name="Revision">
/// The store's revision when it was last changed; never the same again, not even after a deletion.
/// </param>
/// <param name="Body">JSON, as it was put.</param>
/// <param name="UpdatedAt">When it was last changed, UTC.</param>
public sealed record ConfigurationDocument(
    string Kind, string Key, long Revision, string Body, DateTimeOffset UpdatedAt);

/// <summary>A wish to change one document.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its name.</param>
/// <param name="Body">The new JSON; null for a deletion.</param>
/// <param name="IfRevision">The revision it must have now, if any; 0 means that it must not exist.</param>
/// <param name="Actor">Who wants it, for the audit.</param>
/// <param name="At">When, UTC.</param>
public sealed record ConfigurationChange(
    string Kind, string Key, string? Body, long? IfRevision, string Actor, DateTimeOffset At);

/// <summary>What became of a put.</summary>
public enum PutStatus
{
    /// <summary>It did not exist before.</summary>
    Created,

    /// <summary>It has another body now.</summary>
    Updated,

    /// <summary>It had this very body; nothing was written and the revision stays.</summary>
    Unchanged,

    /// <summary>Its revision is not the expected one; nothing was written.</summary>
    RevisionMismatch,
}

/// <summary>What became of a put, and the document as it is stored now (null when there is none).</summary>
public sealed record PutOutcome(PutStatus Status, ConfigurationDocument? Document);

/// <summary>What became of a deletion.</summary>
public enum DeleteStatus
{
    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>There was none.</summary>
    NotFound,

    /// <summary>Its revision is not the expected one; nothing was deleted.</summary>
    RevisionMismatch,
}

/// <summary>One change of the configuration: who, what, when.</summary>
/// <param name="Id">Ascending in the order of changes.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">create, update, delete, promote.</param>
/// <param name="Kind">Of what kind the changed thing is.</param>
/// <param name="Key">Which one.</param>
/// <param name="Revision">The revision that the change made.</param>
/// <param name="Before">The body before; null for a creation.</param>
/// <param name="After">The body after; null for a deletion.</param>
public sealed record AuditEntry(
    long Id,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Kind,
    string Key,
    long Revision,
    string? Before,
    string? After);

/// <summary>Which changes to list; null for any.</summary>
/// <param name="Kind">Of what kind the changed thing is.</param>
/// <param name="Key">Which one.</param>
/// <param name="Actor">Who changed it.</param>
public sealed record AuditFilter(string? Kind, string? Key, string? Actor);
