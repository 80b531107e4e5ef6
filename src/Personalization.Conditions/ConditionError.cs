namespace Personalization.Conditions;

/// <summary>One problem in an expression's text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
/// <param name="Message">A full sentence for the author.</param>
/// <param name="Found">What stands there: a token, a type or a name.</param>
/// <param name="Expected">What could stand there instead.</param>
/// <param name="Nearest">The known name closest to an unknown one.</param>
public sealed record ConditionError(
    int Line, int Column, string Message, string? Found, string? Expected, string? Nearest)
{
    /// <summary><c>line:column message</c>.</summary>
    public override string ToString() => $"{Line}:{Column} {Message}";
}
