using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>
/// Checks that a JSON value can be stored and counted: its text, its numbers, its depth, its amounts.
/// </summary>
internal static class SegmentValue
{
    internal const string NotText = "A string holds U+0000 or half of a surrogate pair, which is no text.";
    private const string BadNumber = "A number is too large, too small or too long.";
    private const string TooDeep = "The event is nested more than 32 deep.";

    /// <summary>Passes over the value the reader is on; null, or what is wrong with it.</summary>
    /// <param name="amounts">Whether its members are held to the limit of amounts.</param>
    /// <param name="within">How many objects and arrays stand around what the reader reads.</param>
    /// <remarks>On a fault the reader still ends behind the value, so that the members after it can be read.</remarks>
    internal static string? Check(ref Utf8JsonReader reader, bool amounts = false, int within = 0)
    {
        var depth = reader.CurrentDepth;
        var deepest = SegmentLimits.MaxDepth - within;
        var fault = CheckToken(ref reader, underAmount: false, deepest);
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return fault;
        }

        var underAmount = false;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            fault ??= CheckToken(ref reader, underAmount, deepest);
            underAmount = amounts
                && fault is null && reader.TokenType == JsonTokenType.PropertyName && HoldsAmounts(ref reader, depth)
                && SegmentText.NamesAmount(ref reader);
        }

        return fault;
    }

    /// <summary>
    /// Amounts stand directly in the properties and in the objects of a list there (<c>products[]</c>).
    /// </summary>
    private static bool HoldsAmounts(ref Utf8JsonReader reader, int depth) => reader.CurrentDepth - depth is 1 or 3;

    private static string? CheckToken(ref Utf8JsonReader reader, bool underAmount, int deepest)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String or JsonTokenType.PropertyName when !SegmentText.IsText(ref reader):
                return NotText;
            case JsonTokenType.Number when !SegmentText.IsNumber(reader.ValueSpan):
                return BadNumber;
            case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= deepest:
                return TooDeep;
            default:
                return underAmount && !SegmentText.IsAmount(ref reader) ? "An amount is beyond 1,000,000,000." : null;
        }
    }
}
