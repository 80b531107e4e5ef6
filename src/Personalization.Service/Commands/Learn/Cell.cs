using System.Globalization;
using System.Text;

namespace Personalization.Service.Commands.Learn;

/// <summary>What a cell of a table is.</summary>
internal enum CellKind
{
    /// <summary>No value.</summary>
    Missing,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>A number that no 32-bit float holds.</summary>
    Infinite,

    /// <summary>Anything else.</summary>
    Text,
}

/// <summary>Reads cells.</summary>
internal static class Cell
{
    // Digits of a 64-bit whole number, and powers of ten that a double holds exactly.
    private const int MostDigits = 19;
    private static readonly double[] Tens = [.. Enumerable.Range(0, 23).Select(i => double.Parse($"1e{i}"))];

    private static readonly HashSet<string> Missing = new(
        ["", "NA", "N/A", "NaN", "-NaN", "null", "None", "?", "#N/A", "#NA", "<NA>"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of a cell, and its number, NaN where there is none.</summary>
    internal static CellKind Read(ReadOnlySpan<byte> cell, out float number)
    {
        cell = cell.Trim(" \t"u8);
        number = float.NaN;
        if (cell.IsEmpty)
        {
            return CellKind.Missing;
        }

        if (!TryDecimal(cell, out var value))
        {
            if (cell.Length <= 4 && Missing.Contains(Encoding.UTF8.GetString(cell)))
            {
                return CellKind.Missing;
            }

            if (!IsNumber(cell, out value))
            {
                return CellKind.Text;
            }
        }

        number = (float)value;
        if (float.IsFinite(number))
        {
            return CellKind.Number;
        }

        number = float.NaN;
        return CellKind.Infinite;
    }

    /// <summary>Whether a cell says TRUE (1) or FALSE (0), in any case.</summary>
    internal static bool IsTruth(ReadOnlySpan<byte> cell, out float number)
    {
        var isTruth = bool.TryParse(Encoding.UTF8.GetString(cell), out var truth);
        number = isTruth ? truth ? 1 : 0 : float.NaN;
        return isTruth;
    }

    private static bool IsNumber(ReadOnlySpan<byte> cell, out double value)
    {
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        var word = cell.TrimStart("+-"u8);
        value = double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8);
    }

    // Plain decimals, most of what there is; the rest goes the long way. The last bit of a double may be off, which a
    // float does not show.
    private static bool TryDecimal(ReadOnlySpan<byte> cell, out double value)
    {
        var at = cell[0] is (byte)'-' ? 1 : 0;
        var (digits, fraction, point) = (0, 0, false);
        var whole = 0UL;
        value = 0;
        for (var i = at; i < cell.Length; i++)
        {
            var digit = (uint)(cell[i] - '0');
            if (digit <= 9)
            {
                whole = (whole * 10) + digit;
                digits++;
                fraction += point ? 1 : 0;
            }
            else if (cell[i] == (byte)'.' && !point)
            {
                point = true;
            }
            else
            {
                return false;
            }
        }

        if (digits is 0 or > MostDigits)
        {
            return false;
        }

        value = whole / Tens[fraction];
        value = at == 1 ? -value : value;
        return true;
    }
}
