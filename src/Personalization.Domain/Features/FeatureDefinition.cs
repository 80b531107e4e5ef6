namespace Personalization.Domain.Features;

/// <summary>What kind of value a feature has.</summary>
public enum FeatureType
{
    /// <summary>How many; 0 or more (an estimate where the description says so).</summary>
    Count,

    /// <summary>Any number.</summary>
    Number,

    /// <summary>An amount in the shop's currency.</summary>
    Money,

    /// <summary>A share or ratio.</summary>
    Rate,

    /// <summary>A length of time; the unit says in what.</summary>
    Days,

    /// <summary>Text.</summary>
    Text,

    /// <summary>1 for true, 0 for false.</summary>
    Flag,
}

/// <summary>One feature of a customer, as <c>GET /features</c> lists it.</summary>
/// <param name="Name">Snake case, the window last.</param>
/// <param name="Type">What kind of value it has.</param>
/// <param name="Unit">What one of it is.</param>
/// <param name="Window">
/// <c>30d</c>: the events whose UTC date d satisfies <c>date(t) - 30 &lt; d &lt;= date(t)</c>; <c>lifetime</c>: all
/// events; null: the state at t.
/// </param>
/// <param name="Description">One line.</param>
public sealed record FeatureDefinition(string Name, FeatureType Type, string Unit, string? Window, string Description)
{
    /// <summary>
    /// The place in <see cref="FeatureCatalogue.All"/>; for a numeric feature also in the numeric vector.
    /// </summary>
    public int Index { get; internal init; }
}
