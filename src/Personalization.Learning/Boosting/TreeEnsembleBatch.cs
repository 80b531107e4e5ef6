namespace Personalization.Learning.Boosting;

public sealed partial class TreeEnsemble
{
    private const int Block = 512;

    /// <summary>The probability of label 1 for every row, on all cores; the same bits as row by row.</summary>
    /// <exception cref="ArgumentException">Columns other than the model's, or no room for the result.</exception>
    /// <exception cref="InvalidOperationException">The objective is not <see cref="ObjectiveKind.Binary"/>.</exception>
    public void Probabilities(FeatureMatrix m, Span<double> into)
    {
        RequireBinary();
        Predict(m, into);
    }

    /// <summary>Writes what is predicted for every row, row after row; the same bits as row by row.</summary>
    /// <param name="m">The rows; columns as in <see cref="FeatureNames"/>.</param>
    /// <param name="into">Room for <see cref="Outputs"/> numbers a row.</param>
    /// <param name="threads">0 is one for each core.</param>
    /// <exception cref="ArgumentException">Columns other than the model's, or no room for the result.</exception>
    public void Predict(FeatureMatrix m, Span<double> into, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(m);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        if (!m.Names.SequenceEqual(FeatureNames, StringComparer.Ordinal))
        {
            throw new ArgumentException("The matrix's columns differ from the model's in name or order.", nameof(m));
        }

        var outputs = Outputs;
        if (into.Length < m.Rows * outputs)
        {
            throw new ArgumentException(
                $"There is room for {into.Length} of {m.Rows * outputs} results.", nameof(into));
        }

        var results = new double[m.Rows * outputs];
        new Workers(threads).RunBlocks(m.Rows, Block, (from, to) =>
        {
            var row = new float[m.Columns];
            for (var r = from; r < to; r++)
            {
                m.CopyRow(r, row);
                Predict(row, results.AsSpan(r * outputs, outputs));
            }
        });
        results.CopyTo(into);
    }
}
