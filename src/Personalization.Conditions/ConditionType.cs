namespace Personalization.Conditions;

/// <summary>A type of the condition language, as declared by a host or found by the checker.</summary>
public sealed class ConditionType
{
    private ConditionType(ValueKind? kind, string name, ConditionType? key = null, ConditionType? element = null)
    {
        Kind = kind;
        Name = name;
        Key = key;
        Element = element;
    }

    /// <summary>True or false.</summary>
    public static ConditionType Bool { get; } = new(ValueKind.Bool, "bool");

    /// <summary>A 64-bit signed integer.</summary>
    public static ConditionType Int { get; } = new(ValueKind.Int, "int");

    /// <summary>A 64-bit unsigned integer.</summary>
    public static ConditionType Uint { get; } = new(ValueKind.Uint, "uint");

    /// <summary>A 64-bit floating-point number.</summary>
    public static ConditionType Double { get; } = new(ValueKind.Double, "double");

    /// <summary>Unicode text.</summary>
    public static ConditionType String { get; } = new(ValueKind.String, "string");

    /// <summary>A sequence of bytes.</summary>
    public static ConditionType Bytes { get; } = new(ValueKind.Bytes, "bytes");

    /// <summary>A span of time.</summary>
    public static ConditionType Duration { get; } = new(ValueKind.Duration, "duration");

    /// <summary>An instant.</summary>
    public static ConditionType Timestamp { get; } = new(ValueKind.Timestamp, "timestamp");

    /// <summary>The type of <c>null</c>.</summary>
    public static ConditionType Null { get; } = new(ValueKind.Null, "null_type");

    /// <summary>Known only when evaluating; the checker lets it stand for any type.</summary>
    public static ConditionType Dyn { get; } = new(null, "dyn");

    /// <summary>The type of types.</summary>
    public static ConditionType Type { get; } = new(ValueKind.Type, "type");

    /// <summary>CEL's name without parameters: <c>list</c> for a list of anything.</summary>
    public string Name { get; }

    internal ValueKind? Kind { get; }

    internal ConditionType? Key { get; }

    internal ConditionType? Element { get; }

    internal bool IsDyn => Kind is null;

    internal bool IsNumber => Kind is ValueKind.Int or ValueKind.Uint or ValueKind.Double;

    /// <summary>A list of one type of element; <see cref="Dyn"/> for a mixed one.</summary>
    public static ConditionType List(ConditionType element) => new(ValueKind.List, "list", element: element);

    /// <summary>A map from one type of key to one type of value.</summary>
    public static ConditionType Map(ConditionType key, ConditionType value) => new(ValueKind.Map, "map", key, value);

    /// <summary>CEL's name with parameters: <c>map(string, int)</c>.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.List => $"list({Element})",
        ValueKind.Map => $"map({Key}, {Element})",
        _ => Name,
    };

    /// <summary>Whether a value of the other type may stand where this one is wanted.</summary>
    internal bool Accepts(ConditionType other)
    {
        if (IsDyn || other.IsDyn)
        {
            return true;
        }

        return Kind == other.Kind
            && (Key is null || Key.Accepts(other.Key!))
            && (Element is null || Element.Accepts(other.Element!));
    }

    /// <summary>Whether the two may be compared for equality: like types, and any two numeric ones.</summary>
    internal bool IsComparableTo(ConditionType other)
    {
        if (IsDyn || other.IsDyn || (IsNumber && other.IsNumber))
        {
            return true;
        }

        return Kind == other.Kind
            && (Key is null || Key.IsComparableTo(other.Key!))
            && (Element is null || Element.IsComparableTo(other.Element!));
    }

    /// <summary>The narrowest type that covers both: mixed parts become <see cref="Dyn"/>.</summary>
    internal ConditionType Join(ConditionType other)
    {
        if (IsDyn || other.IsDyn || Kind != other.Kind)
        {
            return Dyn;
        }

        return Kind switch
        {
            ValueKind.List => List(Element!.Join(other.Element!)),
            ValueKind.Map => Map(Key!.Join(other.Key!), Element!.Join(other.Element!)),
            _ => this,
        };
    }
}
