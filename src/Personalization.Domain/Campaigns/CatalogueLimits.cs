namespace Personalization.Domain.Campaigns;

/// <summary>How large the parts of an entity may be.</summary>
public static class CatalogueLimits
{
    /// <summary>Characters of a name.</summary>
    public const int Name = 200;

    /// <summary>Characters of a description.</summary>
    public const int Description = 2_000;

    /// <summary>Characters of a condition.</summary>
    public const int Condition = 8_192;

    /// <summary>Characters of a template.</summary>
    public const int Template = 65_536;

    /// <summary>Characters of a content's JSON text.</summary>
    public const int Content = 65_536;

    /// <summary>Placements a campaign may name.</summary>
    public const int Placements = 50;

    /// <summary>Variants a campaign may have.</summary>
    public const int Variants = 50;

    /// <summary>Categories of consent, or topics, that a campaign may name.</summary>
    public const int Permissions = 20;

    /// <summary>Caps of one campaign, placement or policy.</summary>
    public const int Caps = 10;

    /// <summary>Products one answer may recommend.</summary>
    public const int Recommendations = 100;
}
