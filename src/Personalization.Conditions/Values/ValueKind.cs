namespace Personalization.Conditions;

/// <summary>What a <see cref="Value"/> holds. <c>Error</c> is the kind of a default value.</summary>
public enum ValueKind : byte
{
    /// <summary>The evaluation of this part failed, or a value is missing.</summary>
    Error,

    /// <summary>CEL <c>null</c>.</summary>
    Null,

    /// <summary>CEL <c>bool</c>.</summary>
    Bool,

    /// <summary>CEL <c>int</c>: 64-bit signed.</summary>
    Int,

    /// <summary>CEL <c>uint</c>: 64-bit unsigned.</summary>
    Uint,

    /// <summary>CEL <c>double</c>: IEEE 754 binary64.</summary>
    Double,

    /// <summary>CEL <c>string</c>: Unicode text.</summary>
    String,

    /// <summary>CEL <c>bytes</c>.</summary>
    Bytes,

    /// <summary>CEL <c>list</c>.</summary>
    List,

    /// <summary>CEL <c>map</c>.</summary>
    Map,

    /// <summary>A span of time in nanoseconds.</summary>
    Duration,

    /// <summary>An instant in UTC, years 1 to 9999, in nanoseconds.</summary>
    Timestamp,

    /// <summary>A type as a value, such as <c>int</c> in <c>type(x) == int</c>.</summary>
    Type,
}
