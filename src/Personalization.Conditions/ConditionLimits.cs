namespace Personalization.Conditions;

/// <summary>Bounds that keep a hostile expression from hanging or exhausting its host.</summary>
public static class ConditionLimits
{
    /// <summary>Longest expression, in UTF-16 units.</summary>
    public const int TextLength = 16 * 1024;

    /// <summary>Deepest nesting of brackets, conditionals and unary operators.</summary>
    public const int Nesting = 100;

    /// <summary>Deepest expression tree; chains such as <c>a + b + c</c> and <c>a.b.c</c> count one per link.</summary>
    public const int TreeDepth = 250;

    /// <summary>Most arguments of a function.</summary>
    public const int Arguments = 8;

    /// <summary>Steps of one evaluation; beyond them it yields an error.</summary>
    public const int EvaluationCost = 1_000_000;

    /// <summary>Longest string or bytes that an expression may build.</summary>
    public const int BuiltLength = 256 * 1024;

    /// <summary>Most values in a list or map that an expression may build, everything inside counted.</summary>
    public const int BuiltWeight = 100_000;

    /// <summary>Deepest nesting of lists and maps that an expression may build.</summary>
    public const int BuiltDepth = 100;

    /// <summary>Longest regular expression.</summary>
    public const int PatternLength = 1000;

    /// <summary>Most problems reported for one expression.</summary>
    public const int Errors = 20;
}
