namespace Personalization.Storage.Configuration;

/// <summary>Rows as EF Core tracks them; nothing outside this assembly sees them.</summary>
internal sealed class RevisionRow
{
    public int Id { get; set; }

    public long Revision { get; set; }
}

internal sealed class DocumentRow
{
    public required string Kind { get; set; }

    public required string Key { get; set; }

    public long Revision { get; set; }

    public required string Body { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public ConfigurationDocument ToDocument() => new(Kind, Key, Revision, Body, UpdatedAt);
}

internal sealed class AuditRow
{
    public long Id { get; set; }

    public DateTimeOffset At { get; set; }

    public required string Actor { get; set; }

    public required string Action { get; set; }

    public required string Kind { get; set; }

    public required string Key { get; set; }

    public long Revision { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }
}

internal sealed class KeyRow
{
    public required string Name { get; set; }

    public required byte[] Hash { get; set; }

    public required string Scope { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class ModelRow
{
    public required string Name { get; set; }

    public int Version { get; set; }

    public bool Active { get; set; }

    public bool Shadow { get; set; }

    public DateTimeOffset SavedAt { get; set; }

    public required string SavedBy { get; set; }

    public int? Replaces { get; set; }

    public DateTimeOffset? PromotedAt { get; set; }

    public string? PromotedBy { get; set; }

    public string? PromotionReason { get; set; }

    public required byte[] Metadata { get; set; }

    public required byte[] Trees { get; set; }
}

internal sealed class ProductRow
{
    public required string ProductId { get; set; }

    public bool Learnt { get; set; }

    public bool Active { get; set; }

    public string? Name { get; set; }

    public string? Category { get; set; }

    public string? Brand { get; set; }

    public decimal? Price { get; set; }

    public string? Url { get; set; }

    public string? ImageUrl { get; set; }
}
