using System.Text;
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
    /// <param name="field">What the fault is said to be in; null: not said.</param>
    /// <param name="amounts">Whether its members are held to the limit of amounts.</param>
    /// <param name="within">How many objects and arrays stand around what the reader reads.</param>
    /// <remarks>On a fault the reader still ends behind the value, so that the members after it can be read.</remarks>
    internal static string? Check(
        ref Utf8JsonReader reader, string? field = null, bool amounts = false, int within = 0)
    {
        var depth = reader.CurrentDepth;
        var deepest = SegmentLimits.MaxDepth - within;
        var fault = CheckToken(ref reader, underAmount: false, deepest);
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return Place(field, default, fault);
        }

        var underAmount = false;
        ReadOnlySpan<byte> member = default;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (fault is null)
            {
                member = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth + 1
                    ? reader.ValueSpan
                    : member;
                fault = Place(field, member, CheckToken(ref reader, underAmount, deepest));
            }

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

    /// <summary>The fault with the field and the member of it in which it stands.</summary>
    private static string? Place(string? field, ReadOnlySpan<byte> member, string? fault)
    {
        const int MostBytes = 64;
        if (field is null || fault is null)
        {
            return fault;
        }

        // As it was spelt, so that the reason itself is text.
        return member.IsEmpty || member.Length > MostBytes
            ? $"{field}: {fault}"
            : $"{field}.{Encoding.UTF8.GetString(member)}: {fault}";
    }

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
                return underAmount && !SegmentText.IsAmount(ref reader)
                    ? "An amount is not a number up to 1,000,000,000."
                    : null;
        }
    }
}
