namespace Personalization.Learning.Boosting;

/// <summary>What training gave.</summary>
/// <param name="Ensemble">The model.</param>
/// <param name="Rounds">The losses after every round, also of those that early stopping threw away.</param>
/// <param name="BestRound">The last round that was kept, from 1.</param>
/// <param name="Warnings">What is odd about the training set, one sentence each: columns without information, and
/// columns that give the label away.</param>
public sealed record BoostingResult(
    TreeEnsemble Ensemble, IReadOnlyList<BoostingRound> Rounds, int BestRound, IReadOnlyList<string> Warnings);

/// <summary>
/// Histogram gradient boosting of trees, as Chen and Guestrin, "XGBoost: a scalable tree boosting system" (KDD 2016),
/// describe it; docs/learning.md has the equations.
/// </summary>
public static class GradientBoosting
{
    /// <summary>Learns an ensemble: <see cref="Fit"/> without losses and warnings.</summary>
    /// <exception cref="ArgumentException">As there.</exception>
    public static TreeEnsemble Train(
        TrainingSet train,
        BoostingOptions options,
        TrainingSet? validation = null,
        Action<BoostingRound>? progress = null)
    {
        var (fit, check, trees) = Grow(train, options, validation, progress);
        return Ensemble(fit, check, trees, options);
    }

    /// <summary>Learns an ensemble that predicts what <see cref="BoostingOptions.Objective"/> says.</summary>
    /// <remarks>
    /// The same sets, options and seed give the same ensemble to the bit, with any number of threads. With
    /// <see cref="BoostingOptions.EarlyStoppingRounds"/> the ensemble ends with the round of least validation loss.
    /// Memory is about one byte a value, 40 bytes a row and a few MiB of histograms, over the matrix itself.
    /// </remarks>
    /// <param name="train">What to learn from; not changed.</param>
    /// <param name="options">How; see <see cref="BoostingOptions.Validate"/>.</param>
    /// <param name="validation">Rows that nothing is learnt from, to measure on; early stopping needs them.</param>
    /// <param name="progress">Called after every round on the calling thread.</param>
    /// <exception cref="ArgumentException">An option, a label, a column or a shape is wrong; the message says
    /// which.</exception>
    public static BoostingResult Fit(
        TrainingSet train,
        BoostingOptions options,
        TrainingSet? validation = null,
        Action<BoostingRound>? progress = null)
    {
        var rounds = new List<BoostingRound>();
        var (fit, check, trees) = Grow(train, options, validation, round =>
        {
            rounds.Add(round);
            progress?.Invoke(round);
        });
        var ensemble = Ensemble(fit, check, trees, options);
        return new BoostingResult(
            ensemble, rounds, Kept(check, trees, options), DataWarnings.Find(train, options.Objective, fit.Data));
    }

    /// <summary>
    /// The warnings of <see cref="Fit"/> without a fit: columns without information, and columns that give the label
    /// away. One column is looked at after the other, so it takes little memory.
    /// </summary>
    public static IReadOnlyList<string> Warnings(TrainingSet train, BoostingOptions options)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        var workers = new Workers(options.Threads);
        var categorical = options.CategoricalOf(train.Features.Names);
        var warnings = new List<string>();
        for (var c = 0; c < train.Features.Columns; c++)
        {
            var one = new FeatureMatrix([train.Features.Names[c]], train.Features.Rows);
            train.Features.Column(c).CopyTo(one.Column(0));
            var binned = BinnedMatrix.From(
                one, options.Bins, workers, c < categorical.Length ? [categorical[c]] : null);
            warnings.AddRange(DataWarnings.Find(train with { Features = one }, options.Objective, binned));
        }

        return warnings;
    }

    private static (BoostingFit Fit, ValidationFit? Check, List<List<Tree>> Trees) Grow(
        TrainingSet train, BoostingOptions options, TrainingSet? validation, Action<BoostingRound>? progress)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var loss = Loss.Of(options.Objective, options.DeltaStep);
        train.Validate(nameof(train), loss);
        train.RequireDifferentLabels(nameof(train), options.Objective);
        Validate(validation, train, options, loss);

        var workers = new Workers(options.Threads);
        var fit = new BoostingFit(train, options, loss, workers);
        var check = validation is null ? null : new ValidationFit(validation, options, fit.BaseScore, workers);
        var trees = new List<List<Tree>>();
        for (var round = 0; round < options.Rounds; round++)
        {
            trees.Add(fit.Grow(round));
            check?.Add(trees[^1]);
            progress?.Invoke(new BoostingRound(round + 1, options.Rounds, fit.MeanLoss(), check?.Losses[^1]));
            if (check is not null && options.EarlyStoppingRounds > 0 && check.IsStale(options.EarlyStoppingRounds))
            {
                break;
            }
        }

        return (fit, check, trees);
    }

    private static int Kept(ValidationFit? check, List<List<Tree>> trees, BoostingOptions options) =>
        check is not null && options.EarlyStoppingRounds > 0 ? check.BestRound : trees.Count;

    private static TreeEnsemble Ensemble(
        BoostingFit fit, ValidationFit? check, List<List<Tree>> trees, BoostingOptions options)
    {
        var kept = trees.Take(Kept(check, trees, options)).SelectMany(round => round).ToArray();
        var shape = new EnsembleShape(fit.Features.Names, fit.BaseScore, options.Objective)
        {
            ParallelTrees = options.ParallelTrees,
            Categorical = options.CategoricalOf(fit.Features.Names),
        };
        return new TreeEnsemble(shape, kept);
    }

    private static void Validate(TrainingSet? validation, TrainingSet train, BoostingOptions options, Loss loss)
    {
        RequireCodes(train.Features, options, nameof(train));
        if (validation is null)
        {
            if (options.EarlyStoppingRounds > 0)
            {
                throw new ArgumentException("EarlyStoppingRounds needs a validation set.", nameof(validation));
            }

            return;
        }

        validation.Validate(nameof(validation), loss);
        if (!validation.Features.Names.SequenceEqual(train.Features.Names, StringComparer.Ordinal))
        {
            throw new ArgumentException(
                "The validation set's columns differ from the train set's; names and order must be the same.",
                nameof(validation));
        }

        RequireCodes(validation.Features, options, nameof(validation));
    }

    private static void RequireCodes(FeatureMatrix features, BoostingOptions options, string called)
    {
        var categorical = options.CategoricalOf(features.Names);
        for (var c = 0; c < categorical.Length; c++)
        {
            if (categorical[c])
            {
                features.RequireCodes(c, called);
            }
        }
    }
}
