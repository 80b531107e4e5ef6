using Personalization.Conditions.Checking;
using Personalization.Conditions.Values;

namespace Personalization.Conditions.Functions;

/// <summary>Calls a function of the language; the arguments are never errors, and may be of any other kind.</summary>
internal delegate Value BuiltinBody(ReadOnlySpan<Value> arguments, ref Meter meter);

/// <summary>
/// A body prepared for constant arguments, or what is wrong with one of them; neither if nothing is gained.
/// </summary>
internal sealed record Preparation(
    BuiltinBody? Body, string? Problem = null, int Argument = 0, string? Expected = null);

/// <summary>A function of the language: how it may be called and what it does. All are pure.</summary>
internal sealed record Builtin(string Name, BuiltinBody Body)
{
    public Signature[] Globals { get; init; } = [];

    public Signature[] Methods { get; init; } = [];

    /// <summary>Whether a call with constant arguments is made while compiling.</summary>
    public bool IsFolded { get; init; } = true;

    /// <summary>Prepares the function for the arguments that are constant where it is called (null: is not).</summary>
    public Func<IReadOnlyList<Value?>, Preparation?>? Prepare { get; init; }
}

/// <summary>All functions of the language.</summary>
internal static class Builtins
{
    private static readonly Dictionary<string, Builtin> ByName = new[]
        {
            TextFunctions.All,
            Conversions.All,
            TimeFunctions.All,
        }
        .SelectMany(group => group)
        .ToDictionary(function => function.Name, StringComparer.Ordinal);

    public static IEnumerable<string> Names => ByName.Keys;

    public static Builtin? Find(string name) => ByName.GetValueOrDefault(name);

    public static Value NoOverload(string function) => Value.Error($"no such overload for {function}()");
}
