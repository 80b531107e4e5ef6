namespace Personalization.Domain.Features;

/// <summary>A feature's value at an instant; NaN when there is none.</summary>
internal delegate double Calculation(scoped in FeatureInputs customer);

/// <summary>A definition with its computation beside it.</summary>
internal sealed record Feature(FeatureDefinition Definition, Calculation Value)
{
    public static Feature Count(string name, string unit, string? window, string description, Calculation value) =>
        Of(name, FeatureType.Count, unit, window, description, value);

    public static Feature Number(string name, string unit, string? window, string description, Calculation value) =>
        Of(name, FeatureType.Number, unit, window, description, value);

    public static Feature Money(string name, string? window, string description, Calculation value) =>
        Of(name, FeatureType.Money, "currency", window, description, value);

    public static Feature Rate(string name, string? window, string description, Calculation value) =>
        Of(name, FeatureType.Rate, "ratio", window, description, value);

    public static Feature Days(string name, string? window, string description, Calculation value) =>
        Of(name, FeatureType.Days, "days", window, description, value);

    public static Feature Hours(string name, string? window, string description, Calculation value) =>
        Of(name, FeatureType.Days, "hours", window, description, value);

    public static Feature Flag(string name, string? window, string description, Calculation value) =>
        Of(name, FeatureType.Flag, "0 or 1", window, description, value);

    private static Feature Of(
        string name, FeatureType type, string unit, string? window, string description, Calculation value) =>
        new(new FeatureDefinition(name, type, unit, window, description), value);
}
