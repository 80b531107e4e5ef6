using System.Globalization;

namespace Personalization.Learning.Boosting;

/// <summary>Finds columns that say nothing and columns that say too much.</summary>
internal static class DataWarnings
{
    // Share of the label's variance that one real feature hardly ever explains.
    private const double Suspicious = 0.99;

    // With fewer rows a bin, any feature explains its own noise.
    private const int LeastRowsPerBin = 10;

    public static IReadOnlyList<string> Find(TrainingSet train, Objective objective, BinnedMatrix data)
    {
        var warnings = new List<string>();
        for (var c = 0; c < data.Columns; c++)
        {
            var name = train.Features.Names[c];
            var column = train.Features.Column(c);
            var known = column.IndexOfAnyExcept(float.NaN);
            if (known < 0)
            {
                warnings.Add($"Feature '{name}' is missing in every row; it is not used.");
            }
            else if (data.Cuts[c].IsConstant)
            {
                warnings.Add(
                    $"Feature '{name}' is {column[known].ToString(CultureInfo.InvariantCulture)} in every row; "
                    + "it is not used.");
            }
            else if (Explained(train, objective, data, c) is var share and >= Suspicious)
            {
                warnings.Add(
                    $"Feature '{name}' alone explains {share:P1} of the label; it may be known only after the outcome "
                    + "(a leak), and then the model is worthless.");
            }
        }

        return warnings;
    }

    // The correlation ratio between bins and label, adjusted for the number of bins: equation (B7).
    private static double Explained(TrainingSet train, Objective objective, BinnedMatrix data, int column)
    {
        var bins = new int[256];
        var merged = Merged(data, column, bins);
        var target = objective.Kind == ObjectiveKind.MultiClass ? ClassSums(train, objective) : [train.Labels];
        double between = 0, total = 0;
        foreach (var labels in target)
        {
            var (one, all) = Variances(labels, data, column, bins);
            between += one;
            total += all;
        }

        var rows = data.Rows;
        return total == 0 || rows <= 2 * merged ? 0 : 1 - ((total - between) / total * (rows - 1) / (rows - merged));
    }

    private static float[][] ClassSums(TrainingSet train, Objective objective) =>
        [.. Enumerable.Range(0, objective.Outputs)
            .Select(k => Array.ConvertAll(train.Labels, label => (int)label == k ? 1f : 0f))];

    // Neighbouring bins are put together until they have enough rows; the missing ones stay by themselves.
    private static int Merged(BinnedMatrix data, int column, int[] into)
    {
        var counts = new int[256];
        for (var row = 0; row < data.Rows; row++)
        {
            counts[data.Code(row, column)]++;
        }

        int number = 0, held = 0;
        for (var bin = 0; bin < QuantileCuts.Missing; bin++)
        {
            // A bin of many rows stands for itself: a few rows before it may be all of a rare label.
            if (held >= LeastRowsPerBin || (held > 0 && counts[bin] >= LeastRowsPerBin))
            {
                number++;
                held = 0;
            }

            into[bin] = number;
            held += counts[bin];
        }

        into[QuantileCuts.Missing] = number + 1;
        return number + 1 + (counts[QuantileCuts.Missing] > 0 ? 1 : 0);
    }

    private static (double Between, double Total) Variances(float[] labels, BinnedMatrix data, int column, int[] bins)
    {
        var sums = new double[257];
        var counts = new int[257];
        double sum = 0, squares = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            double label = labels[row];
            var bin = bins[data.Code(row, column)];
            sums[bin] += label;
            counts[bin]++;
            sum += label;
            squares += label * label;
        }

        var mean = sum / labels.Length;
        var between = 0.0;
        for (var bin = 0; bin < sums.Length; bin++)
        {
            var off = counts[bin] > 0 ? (sums[bin] / counts[bin]) - mean : 0;
            between += counts[bin] * off * off;
        }

        return (between, squares - (sum * mean));
    }
}
