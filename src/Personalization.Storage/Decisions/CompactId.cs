namespace Personalization.Storage.Decisions;

/// <summary>
/// An id that is held as a number where it is a ULID (26 characters of Crockford's base 32, in capitals), and as it is
/// where it is not.
/// </summary>
/// <remarks>A queue of thousands of texts is work for the garbage collector; one of numbers is none.</remarks>
public readonly record struct CompactId
{
    /// <summary>How long a ULID is.</summary>
    public const int UlidLength = 26;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const byte NoDigit = 255;

    private static readonly byte[] Digits = MakeDigits();

    private readonly UInt128 _number;
    private readonly string? _text;

    private CompactId(UInt128 number, string? text) => (_number, _text) = (number, text);

    /// <summary>Holds an id.</summary>
    public static CompactId Of(string id) => TryRead(id, out var number) ? new(number, null) : new(default, id);

    /// <summary>Writes a number as a ULID; the room is <see cref="UlidLength"/> long.</summary>
    public static void Write(UInt128 number, Span<char> into)
    {
        var (high, low) = ((ulong)(number >> 64), (ulong)number);
        for (var i = UlidLength - 1; i >= 0; i--)
        {
            into[i] = Alphabet[(int)(low & 31)];
            low = (low >> 5) | (high << 59);
            high >>= 5;
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        _text ?? string.Create(UlidLength, _number, static (into, number) => Write(number, into));

    /// <summary>The id's text, in the room where it has none of its own.</summary>
    internal ReadOnlyMemory<char> Text(char[] room)
    {
        if (_text is not null)
        {
            return _text.AsMemory();
        }

        Write(_number, room.AsSpan(0, UlidLength));
        return room.AsMemory(0, UlidLength);
    }

    // 26 digits are 130 bits: the first one has to leave two of them empty.
    private static bool TryRead(string id, out UInt128 number)
    {
        number = default;
        if (id.Length != UlidLength || id[0] > '7')
        {
            return false;
        }

        var (high, low) = (0UL, 0UL);
        foreach (var unit in id)
        {
            var digit = unit < Digits.Length ? Digits[unit] : NoDigit;
            if (digit == NoDigit)
            {
                return false;
            }

            high = (high << 5) | (low >> 59);
            low = (low << 5) | digit;
        }

        number = new UInt128(high, low);
        return true;
    }

    private static byte[] MakeDigits()
    {
        var digits = new byte[128];
        digits.AsSpan().Fill(NoDigit);
        for (var i = 0; i < Alphabet.Length; i++)
        {
            digits[Alphabet[i]] = (byte)i;
        }

        return digits;
    }
}
