namespace Personalization.Learning.Boosting;

/// <summary>
/// Histogram gradient boosting of trees for a yes-or-no outcome, as Chen and Guestrin, "XGBoost: a scalable tree
/// boosting system" (KDD 2016), describe it; docs/learning.md has the equations.
/// </summary>
public static class GradientBoosting
{
    /// <summary>Learns an ensemble that gives the probability of label 1.</summary>
    /// <remarks>
    /// The same sets, options and seed give the same ensemble to the bit on one machine, with any number of threads.
    /// With
    /// <see cref="BoostingOptions.EarlyStoppingRounds"/> the ensemble ends with the round of least validation log loss.
    /// Memory is about one byte a value, 40 bytes a row and a few MiB of histograms, over the matrix itself.
    /// </remarks>
    /// <param name="train">What to learn from; not changed.</param>
    /// <param name="options">How; see <see cref="BoostingOptions.Validate"/>.</param>
    /// <param name="validation">Rows that nothing is learnt from, to measure on; early stopping needs them.</param>
    /// <param name="progress">Called after every round on the calling thread; it costs one pass over the rows.</param>
    /// <exception cref="ArgumentException">An option, a label, a column or a shape is wrong; the message says
    /// which.</exception>
    public static TreeEnsemble Train(
        TrainingSet train,
        BoostingOptions options,
        TrainingSet? validation = null,
        Action<BoostingRound>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        train.Validate(nameof(train));
        train.RequireBothClasses(nameof(train));
        Validate(validation, train, options);

        var workers = new Workers(options.Threads);
        var baseScore = BaseScore(train.Labels);
        var fit = new BoostingFit(train, options, baseScore, workers);
        var check = validation is null ? null : new ValidationFit(validation, baseScore, workers);
        var trees = new List<Tree>(options.Rounds);
        for (var round = 0; round < options.Rounds; round++)
        {
            var tree = fit.Grow(round);
            trees.Add(tree);
            check?.Add(tree);
            progress?.Invoke(new BoostingRound(round + 1, options.Rounds, fit.MeanLoss(), check?.Losses[^1]));
            if (check is not null && options.EarlyStoppingRounds > 0 && check.IsStale(options.EarlyStoppingRounds))
            {
                break;
            }
        }

        var keep = check is not null && options.EarlyStoppingRounds > 0 ? check.BestRound : trees.Count;
        return new TreeEnsemble(train.Features.Names, baseScore, [.. trees.Take(keep)]);
    }

    private static void Validate(TrainingSet? validation, TrainingSet train, BoostingOptions options)
    {
        if (validation is null && options.EarlyStoppingRounds > 0)
        {
            throw new ArgumentException("EarlyStoppingRounds needs a validation set.", nameof(validation));
        }

        if (validation is null)
        {
            return;
        }

        validation.Validate(nameof(validation));
        if (!validation.Features.Names.SequenceEqual(train.Features.Names, StringComparer.Ordinal))
        {
            throw new ArgumentException(
                "The validation set's columns differ from the train set's; names and order must be the same.",
                nameof(validation));
        }
    }

    // Equation (11), as the 32-bit float that the model file holds.
    private static float BaseScore(float[] labels)
    {
        var positives = labels.Sum(label => (double)label);
        return (float)Math.Clamp(positives / labels.Length, 1e-6, 1 - 1e-6);
    }
}
