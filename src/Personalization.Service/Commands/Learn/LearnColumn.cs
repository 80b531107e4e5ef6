using System.Text;

namespace Personalization.Service.Commands.Learn;

/// <summary>A column while it is read: numbers as long as every cell is one, else codes of texts.</summary>
internal sealed class LearnColumn
{
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private readonly bool _isKnown;
    private bool _hasNumbers;
    private int _numbers;
    private int _words;
    private string _firstWord = "";

    internal LearnColumn(string name, int rows) => (Name, Values) = (name, new float[rows]);

    /// <summary>A column of a model: its texts (none for numbers) are settled, others are missing.</summary>
    internal LearnColumn(string name, int rows, IReadOnlyList<string>? texts)
        : this(name, rows)
    {
        _isKnown = true;
        IsText = texts is not null;
        foreach (var text in texts ?? [])
        {
            _codes.TryAdd(text, _codes.Count);
            _texts.Add(text);
        }
    }

    internal string Name { get; }

    /// <summary>The numbers or codes, NaN where missing; longer than the table where lines are empty.</summary>
    internal float[] Values { get; }

    /// <summary>Whether cells are texts.</summary>
    internal bool IsText { get; private set; }

    /// <summary>Whether numbers were read before the first text: they must be read again, as texts.</summary>
    internal bool IsTorn { get; private set; }

    /// <summary>The texts by their codes.</summary>
    internal IReadOnlyList<string> Texts => _texts;

    /// <summary>Starts again, taking every cell for a text.</summary>
    internal void Mend()
    {
        IsTorn = false;
        (_numbers, _words) = (0, 0);
        _codes.Clear();
        _texts.Clear();
    }

    /// <summary>What is odd about a column of texts most of which are numbers; null otherwise.</summary>
    internal string? Oddity => IsText && _numbers > _words
        ? $"Feature '{Name}' has {_words} cells that are no number, such as '{_firstWord}', and {_numbers} that are; "
            + "all are taken for categories."
        : null;

    /// <summary>Reads a cell; what is wrong with it, or null.</summary>
    internal string? Read(int row, ReadOnlySpan<byte> cell)
    {
        var kind = Cell.Read(cell, out var number);
        if (kind == CellKind.Text && !IsText)
        {
            if (_isKnown && !Cell.IsTruth(cell, out number))
            {
                return $"'{Encoding.UTF8.GetString(cell)}' is not a number, which the model expects";
            }

            (IsText, IsTorn) = (!_isKnown, !_isKnown && _hasNumbers);
        }

        if (kind == CellKind.Infinite && !IsText)
        {
            return $"'{Encoding.UTF8.GetString(cell)}' is not finite";
        }

        Count(kind, cell);
        _hasNumbers |= kind != CellKind.Missing;
        Values[row] = IsText && kind != CellKind.Missing ? Code(Encoding.UTF8.GetString(cell).Trim()) : number;
        return null;
    }

    /// <summary>Numbers the texts in their order, or takes TRUE and FALSE for 1 and 0.</summary>
    internal void Settle()
    {
        if (!IsText || _isKnown)
        {
            return;
        }

        if (_texts.TrueForAll(text => bool.TryParse(text, out _)))
        {
            Recode([.. _texts.Select(text => bool.Parse(text) ? 1f : 0f)]);
            IsText = false;
            return;
        }

        var ordered = _texts.Order(StringComparer.Ordinal).ToList();
        var places = ordered.Index().ToDictionary(text => text.Item, text => text.Index, StringComparer.Ordinal);
        Recode([.. _texts.Select(text => (float)places[text])]);
        _texts.Clear();
        _texts.AddRange(ordered);
    }

    /// <summary>The values of so many rows, without a copy where that is all of them.</summary>
    internal float[] Cut(int rows) => rows == Values.Length ? Values : Values[..rows];

    private void Count(CellKind kind, ReadOnlySpan<byte> cell)
    {
        _numbers += kind == CellKind.Number ? 1 : 0;
        _words += kind == CellKind.Text ? 1 : 0;
        if (kind == CellKind.Text && _words == 1)
        {
            _firstWord = Encoding.UTF8.GetString(cell);
        }
    }

    private void Recode(float[] codes)
    {
        for (var row = 0; row < Values.Length; row++)
        {
            Values[row] = float.IsNaN(Values[row]) ? float.NaN : codes[(int)Values[row]];
        }
    }

    private float Code(string text)
    {
        if (!_codes.TryGetValue(text, out var code))
        {
            if (_isKnown)
            {
                return float.NaN;
            }

            code = _texts.Count;
            _codes.Add(text, code);
            _texts.Add(text);
        }

        return code;
    }
}
