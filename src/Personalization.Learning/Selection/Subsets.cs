using Personalization.Learning.Boosting;

namespace Personalization.Learning.Selection;

/// <summary>Parts of a training set, copied.</summary>
public static class Subsets
{
    /// <summary>Some rows, in the order given.</summary>
    public static TrainingSet Rows(TrainingSet set, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(set);
        var features = new FeatureMatrix(set.Features.Names, rows.Length);
        for (var column = 0; column < features.Columns; column++)
        {
            Take(set.Features.Column(column), rows, features.Column(column));
        }

        var labels = new float[rows.Length];
        Take(set.Labels, rows, labels);
        var weights = set.Weights is null ? null : new float[rows.Length];
        if (weights is not null)
        {
            Take(set.Weights, rows, weights);
        }

        return new TrainingSet(features, labels) { Weights = weights };
    }

    /// <summary>Some columns by their names, in the order given.</summary>
    /// <exception cref="ArgumentException">There is no such column, or one is named twice.</exception>
    public static TrainingSet Columns(TrainingSet set, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(set);
        var features = new FeatureMatrix(names, set.Features.Rows);
        var places = set.Features.Names.Index().ToDictionary(name => name.Item, name => name.Index);
        for (var column = 0; column < names.Count; column++)
        {
            if (!places.TryGetValue(names[column], out var from))
            {
                throw new ArgumentException($"There is no column '{names[column]}'.", nameof(names));
            }

            set.Features.Column(from).CopyTo(features.Column(column));
        }

        return set with { Features = features };
    }

    /// <summary>Options without what they say of columns that are not there any more.</summary>
    internal static BoostingOptions OptionsFor(BoostingOptions options, IReadOnlyList<string> names)
    {
        var kept = names.ToHashSet(StringComparer.Ordinal);
        return options with
        {
            Categorical = [.. options.Categorical.Where(kept.Contains)],
            Monotone = options.Monotone.Where(rule => kept.Contains(rule.Key)).ToDictionary(),
        };
    }

    private static void Take(ReadOnlySpan<float> from, ReadOnlySpan<int> rows, Span<float> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = from[rows[i]];
        }
    }
}
