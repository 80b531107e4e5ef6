namespace Personalization.Learning.Boosting;

/// <summary>A dense matrix of 32-bit floats kept column by column; NaN means that the value is missing.</summary>
/// <remarks>
/// A new matrix is all missing, so a cell that nobody filled is never taken for a zero. Names are unique, not empty and
/// free of <c>[</c>, <c>]</c> and <c>&lt;</c>, which XGBoost refuses in feature names. Not synchronised: fill it on one
/// thread, then read it on any number.
/// </remarks>
public sealed class FeatureMatrix
{
    private const int MostCategories = 1 << 24;
    private readonly float[][] _columns;

    /// <summary>Makes a matrix with one column a name, all values missing.</summary>
    /// <exception cref="ArgumentException">A name is empty, repeated or has a character that XGBoost
    /// refuses.</exception>
    public FeatureMatrix(IReadOnlyList<string> names, int rows)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        Names = CheckedNames(names);
        Rows = rows;
        _columns = new float[names.Count][];
        for (var c = 0; c < _columns.Length; c++)
        {
            _columns[c] = GC.AllocateUninitializedArray<float>(rows);
            _columns[c].AsSpan().Fill(float.NaN);
        }
    }

    private FeatureMatrix(IReadOnlyList<string> names, float[][] columns, int rows) =>
        (Names, _columns, Rows) = (CheckedNames(names), columns, rows);

    /// <summary>A matrix of columns that are there already; it keeps them, so they must not change any more.</summary>
    /// <exception cref="ArgumentException">A bad name, none at all, or columns of unequal length.</exception>
    public static FeatureMatrix Of(IReadOnlyList<string> names, float[][] columns)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0 || columns.Length != names.Count
            || Array.Exists(columns, column => column.Length != columns[0].Length))
        {
            throw new ArgumentException(
                $"{names.Count} names need as many columns ({columns.Length}), all of one length.", nameof(columns));
        }

        return new FeatureMatrix(names, columns, columns[0].Length);
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns => _columns.Length;

    /// <summary>The names of the columns, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>One value; NaN is missing.</summary>
    public float this[int row, int column]
    {
        get => _columns[column][row];
        set => _columns[column][row] = value;
    }

    /// <summary>The values of one column, writable in place.</summary>
    public Span<float> Column(int c) => _columns[c];

    /// <summary>Writes one row, in the order of the columns, to the start of <paramref name="into"/>.</summary>
    public void CopyRow(int row, Span<float> into)
    {
        for (var c = 0; c < _columns.Length; c++)
        {
            into[c] = _columns[c][row];
        }
    }

    /// <summary>Refuses a categorical column with a value that is not a category's code.</summary>
    internal void RequireCodes(int column, string called)
    {
        var values = Column(column);
        for (var row = 0; row < values.Length; row++)
        {
            var value = values[row];
            if (!float.IsNaN(value) && !(value >= 0 && value < MostCategories && value == MathF.Floor(value)))
            {
                throw new ArgumentException(
                    $"Column '{Names[column]}' of the {called} set is categorical and has {value} at row {row}; codes "
                    + $"must be whole numbers from 0 to {MostCategories - 1}, or NaN where missing.",
                    called);
            }
        }
    }

    /// <summary>What an exception says, without the name of the parameter.</summary>
    internal static string Said(ArgumentException refusal) =>
        refusal.Message.Split(" (Parameter ", 2, StringSplitOptions.None)[0];

    internal static IReadOnlyList<string> CheckedNames(IReadOnlyList<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (string.IsNullOrEmpty(name) || name.AsSpan().IndexOfAny('[', ']', '<') >= 0)
            {
                throw new ArgumentException(
                    $"Feature name '{name}' must not be empty or contain '[', ']' or '<'.", nameof(names));
            }

            if (!seen.Add(name))
            {
                throw new ArgumentException($"Feature name '{name}' is there twice; names must differ.", nameof(names));
            }
        }

        return Array.AsReadOnly(names.ToArray());
    }
}
