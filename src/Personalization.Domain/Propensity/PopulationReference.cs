using Personalization.Learning.Evaluation;

namespace Personalization.Domain.Propensity;

/// <summary>How one feature, or the score, was spread over the population a model was learnt from.</summary>
/// <param name="Name">The feature.</param>
/// <param name="Borders">Between the bins, ascending.</param>
/// <param name="Shares">Of the bins, and last that of missing values; see <see cref="PopulationBins"/>.</param>
public sealed record ReferenceBins(string Name, IReadOnlyList<double> Borders, IReadOnlyList<double> Shares)
{
    internal static ReferenceBins Of(string name, double[] values)
    {
        var bins = PopulationBins.Of(values);
        return new ReferenceBins(name, bins.Borders, bins.Shares);
    }

    /// <summary>Bins for numbers that name kinds, 0 to the number of kinds less 1: one bin a kind.</summary>
    internal static ReferenceBins OfKinds(string name, double[] values, int kinds)
    {
        double[] borders = [.. Enumerable.Range(0, kinds - 1).Select(kind => kind + 0.5)];
        return new ReferenceBins(
            name, borders, new PopulationBins(borders, new double[kinds + 1]).SharesOf(values));
    }

    internal PopulationBins ToBins() => new(Borders, Shares);
}

/// <summary>
/// What customers looked like in the last week before a model's knowledge ends: what customers of later weeks are held
/// against.
/// </summary>
/// <param name="Customers">How many there were.</param>
/// <param name="Score">The spread of the model's own probabilities.</param>
/// <param name="Features">The spread of each of its inputs.</param>
public sealed record PopulationReference(
    int Customers, ReferenceBins Score, IReadOnlyList<ReferenceBins> Features)
{
    /// <summary>
    /// The reference of a model from the rows of a <see cref="CutOffs.Week"/>; null when there are none.
    /// </summary>
    public static PopulationReference? Of(PropensityModel model, TrainingRows week)
    {
        if (week.Keys.Count == 0)
        {
            return null;
        }

        var population = Population.Of(model, week, firstCutOff: 0);
        return Of(population, ReferenceBins.Of("score", population.Scores), model.Metadata.Features);
    }

    /// <summary>The reference of a population, with the features that it has, in this order.</summary>
    internal static PopulationReference Of(
        Population population, ReferenceBins score, IReadOnlyList<string> features) => new(
        population.Customers,
        score,
        [.. features
            .Where(population.Features.ContainsKey)
            .Select(name => ReferenceBins.Of(name, population.Features[name]))]);
}

/// <summary>The values of a model's inputs and its scores over the customers of some cut-offs.</summary>
/// <param name="Customers">How many customers there are; each may have several rows.</param>
/// <param name="Scores">What the model says, row by row.</param>
/// <param name="Features">Its inputs by name, row by row.</param>
public sealed record Population(
    int Customers, double[] Scores, IReadOnlyDictionary<string, double[]> Features)
{
    internal static Population Of(PropensityModel model, TrainingRows rows, int firstCutOff)
    {
        var picked = Enumerable.Range(0, rows.Keys.Count).Where(row => rows.Keys[row].CutOff >= firstCutOff).ToArray();
        var features = new Dictionary<string, double[]>(StringComparer.Ordinal);
        for (var column = 0; column < TrainingRows.FeatureNames.Count; column++)
        {
            var name = TrainingRows.FeatureNames[column];
            if (model.Metadata.Features.Contains(name, StringComparer.Ordinal))
            {
                features[name] = Array.ConvertAll(picked, row => (double)rows[row][column]);
            }
        }

        return new Population(
            picked.Select(row => rows.Keys[row].Customer).Distinct().Count(),
            PropensityEvaluation.Probabilities(model, rows, key => key.CutOff >= firstCutOff),
            features);
    }
}
