namespace Personalization.Domain.Decisions;

/// <summary>
/// What one rendering has left of its allowance, and in which language it writes. Current on its thread while it runs.
/// </summary>
/// <remarks>
/// Time is counted in steps, not by a clock: every value read, item of a loop and helper called is one. A step takes
/// well under a microsecond, so a template ends within some ten milliseconds, whatever it says.
/// </remarks>
internal sealed class RenderScope(TemplateLocale locale, string? currency)
{
    /// <summary>The most steps of one rendering.</summary>
    internal const int MaxSteps = 50_000;

    [ThreadStatic]
    private static RenderScope? s_current;

    private int _steps = MaxSteps;

    internal static RenderScope Default { get; } = new(TemplateLocale.Of(null), currency: null);

    internal static RenderScope? Current
    {
        get => s_current;
        set => s_current = value;
    }

    internal TemplateLocale Locale => locale;

    internal string? Currency => currency;

    /// <summary>Takes one step of the current rendering; too many are an error.</summary>
    internal static void Step()
    {
        if (s_current is { } scope && --scope._steps < 0)
        {
            throw new InvalidOperationException($"The template took more than {MaxSteps} steps.");
        }
    }
}
