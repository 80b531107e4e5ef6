namespace Personalization.Domain.Events;

/// <summary>What a trait holds. Numbers are stored: explicit and append-only.</summary>
public enum TraitKind : byte
{
    /// <summary>Taken back: the trait was set to null.</summary>
    Null = 0,

    /// <summary>True or false.</summary>
    Flag = 1,

    /// <summary>A finite number.</summary>
    Number = 2,

    /// <summary>Text.</summary>
    Text = 3,
}

/// <summary>The value of one trait: text, a number, a flag, or null where the trait was taken back.</summary>
public readonly record struct TraitValue : IComparable<TraitValue>
{
    private TraitValue(TraitKind kind, double number, string? text)
    {
        Kind = kind;
        Number = number;
        Text = text;
    }

    /// <summary>The value of a trait that was taken back.</summary>
    public static TraitValue Null => default;

    /// <summary>Which of the others is meant.</summary>
    public TraitKind Kind { get; }

    /// <summary>The number; 0 or 1 for a flag.</summary>
    public double Number { get; }

    /// <summary>The text; null for anything else.</summary>
    public string? Text { get; }

    /// <summary>The flag.</summary>
    public bool Flag => Number != 0;

    /// <summary>A text.</summary>
    public static TraitValue Of(string text) => new(TraitKind.Text, 0, text);

    /// <summary>A number; one that is not finite counts as null.</summary>
    public static TraitValue Of(double number) => double.IsFinite(number) ? new(TraitKind.Number, number, null) : Null;

    /// <summary>A flag.</summary>
    public static TraitValue Of(bool flag) => new(TraitKind.Flag, flag ? 1 : 0, null);

    /// <summary>
    /// A total order (kind, then value, texts by code unit), which settles two values given at the same instant.
    /// </summary>
    public int CompareTo(TraitValue other)
    {
        var byKind = Kind.CompareTo(other.Kind);
        var byNumber = byKind != 0 ? byKind : Number.CompareTo(other.Number);
        return byNumber != 0 ? byNumber : string.CompareOrdinal(Text, other.Text);
    }

    /// <summary>The value as plain .NET: null, bool, double or string.</summary>
    public object? ToObject() => Kind switch
    {
        TraitKind.Flag => Flag,
        TraitKind.Number => Number,
        TraitKind.Text => Text,
        _ => null,
    };

    /// <summary>Whether the first comes before the second in the total order.</summary>
    public static bool operator <(TraitValue left, TraitValue right) => left.CompareTo(right) < 0;

    /// <summary>Whether the first comes after the second in the total order.</summary>
    public static bool operator >(TraitValue left, TraitValue right) => left.CompareTo(right) > 0;

    /// <summary>Whether the first does not come after the second.</summary>
    public static bool operator <=(TraitValue left, TraitValue right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the first does not come before the second.</summary>
    public static bool operator >=(TraitValue left, TraitValue right) => left.CompareTo(right) >= 0;
}
