using System.Text.RegularExpressions;
using Personalization.Conditions.Values;

namespace Personalization.Conditions.Functions;

/// <summary>
/// A regular expression that always runs in time linear in the text: an automaton, without backtracking.
/// </summary>
internal sealed class Pattern
{
    private readonly Regex _regex;
    private readonly int _length;

    private Pattern(Regex regex, int length)
    {
        _regex = regex;
        _length = length;
    }

    /// <summary>The automaton of an RE2 pattern, or null and why it cannot be.</summary>
    public static Pattern? Compile(string pattern, out string? problem)
    {
        if (pattern.Length > ConditionLimits.PatternLength)
        {
            problem = $"The pattern is longer than {ConditionLimits.PatternLength} characters.";
            return null;
        }

        try
        {
            problem = null;
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            return new Pattern(new Regex(PatternSyntax.Translate(pattern), options), pattern.Length);
        }
        catch (PatternException fault)
        {
            problem = $"The pattern is not a regular expression of RE2: {fault.Message}.";
        }
        catch (ArgumentException fault)
        {
            problem = $"The pattern is not a regular expression of RE2: {fault.Message}";
        }
        catch (NotSupportedException)
        {
            problem = "The pattern is too large; write it shorter or with smaller counts.";
        }

        return null;
    }

    /// <summary>Whether the pattern occurs anywhere in the text.</summary>
    public Value Test(string text, ref Meter meter) =>
        meter.Take((text.Length / 4) + ((long)text.Length * _length / 64))
            ? Value.Of(_regex.IsMatch(text))
            : Meter.Exhausted;
}
