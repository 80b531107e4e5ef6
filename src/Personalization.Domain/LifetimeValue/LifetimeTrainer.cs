using Personalization.Domain.Propensity;
using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Lifetime;

namespace Personalization.Domain.LifetimeValue;

/// <summary>How a lifetime model is made.</summary>
public sealed record LifetimeOptions
{
    /// <summary>The days by which methods are compared, and that trees foretell, 7 to 365.</summary>
    public int HorizonDays { get; init; } = 90;

    /// <summary>What money loses in a year, 0 to 1.</summary>
    public double YearlyDiscount { get; init; }

    /// <summary>Whether trees are tried beside the probability models.</summary>
    public bool TryTrees { get; init; } = true;
}

/// <summary>Fits a lifetime model and decides what serves.</summary>
/// <remarks>
/// On the newest cut-off three forecasts of what each customer spends in the horizon are held against what came:
/// expected orders times expected order value, boosted trees that saw no outcome from after it, and spending as before.
/// Trees serve when their deviance is lower by more than its standard error; else the simpler model does. What serves
/// is then learnt from everything.
/// </remarks>
public sealed class LifetimeTrainer(LifetimeOptions options, Action<TrainingStep>? progress = null)
{
    /// <summary>The least number of customers who ordered again.</summary>
    public const int LeastRepeatCustomers = 30;

    private const int Rounds = 300;
    private const int EarlyStopping = 30;
    private const int RoundsWithoutValidation = 80;
    private const int LeastTrainingRows = 500;
    private const int PercentileSteps = 200;
    private const int MostImportant = 20;

    /// <summary>The cut-offs of a history, 30 days apart.</summary>
    public static IReadOnlyList<CutOff> CutOffs(
        LifetimeOptions options, DateTimeOffset firstEvent, DateTimeOffset until) => Propensity.CutOffs.Place(
        LifetimeArtifact.Target(options.HorizonDays),
        new TrainingParameters { StepDays = 30, MaximumCutOffs = 12 },
        firstEvent,
        until);

    /// <summary>Why the rows cannot teach a model, or null when they can.</summary>
    public static string? Refuse(LifetimeRows rows)
    {
        var repeat = rows.AtEnd.Count(record => record.History.Repeats > 0);
        return repeat >= LeastRepeatCustomers ? null
            : $"'{LifetimeArtifact.Name}' was not trained: {repeat} customers ordered on two days, and "
                + $"{LeastRepeatCustomers} are needed. Import more customers' orders, or train later.";
    }

    /// <summary>Trains on rows that <see cref="Refuse"/> does not refuse.</summary>
    public LifetimeArtifact Train(LifetimeRows rows) => TrainAndTest(rows, champion: null).Artifact;

    /// <summary>
    /// As <see cref="Train"/>, and what held-out time said of every method, the champion's among them; null where the
    /// history leaves no such time.
    /// </summary>
    public (LifetimeArtifact Artifact, LifetimeTrial? Trial) TrainAndTest(LifetimeRows rows, LifetimeMetadata? champion)
    {
        var (trial, rounds) = TryOut(rows, champion?.Serves);
        var test = trial?.ToTest();
        var trees = trial is { TreesServe: true }
            ? Grow("final model", rows.Select(_ => true), rounds)
            : null;
        var fit = Fit(rows.AtEnd);
        var metadata = fit.Metadata with
        {
            Until = rows.Until,
            Serves = trees is null ? LifetimeMethod.Probability : LifetimeMethod.Trees,
            Report = new LifetimeReport(
                rows.AtEnd.Count,
                rows.AtEnd.Count(record => record.History.Repeats > 0),
                fit.LogLikelihood,
                trees?.Trees ?? 0,
                Reason(test, trees is not null),
                test)
            {
                Importance = trees is null ? [] :
                    [.. trees.GainImportance().Take(MostImportant).Select(
                        one => new FeatureShare(one.Feature, one.Share))],
            },
        };
        var artifact = new LifetimeArtifact(0, metadata, trees?.ToXgboostJson() ?? []);
        return (artifact with { Metadata = metadata with { ValueQuantiles = Quantiles(artifact, rows) } }, trial);
    }

    private (LifetimeMetadata Metadata, double LogLikelihood) Fit(IReadOnlyList<OrderRecord> records)
    {
        var orders = BetaGeometricFit.Fit([.. records.Select(record => record.History)]);
        var spending = records.Where(record => record.MeanValue > 0)
            .Select(record => new SpendHistory(record.Orders, record.MeanValue)).ToArray();
        var metadata = new LifetimeMetadata
        {
            Until = default,
            HorizonDays = options.HorizonDays,
            YearlyDiscount = options.YearlyDiscount,
            Orders = orders.Model,
            Values = spending.Length == 0 || spending.All(history => history.Mean == spending[0].Mean)
                ? null
                : GammaGammaFit.Fit(spending).Model,
            MeanValue = spending.Length == 0 ? 0 : spending.Average(history => history.Mean),
            ValueQuantiles = [],
            Serves = LifetimeMethod.Probability,
            Report = new LifetimeReport(0, 0, 0, 0, "", null),
        };
        return (metadata, orders.LogLikelihood);
    }

    // The rounds are those of the trees, whether they won or not.
    private (LifetimeTrial? Trial, int Rounds) TryOut(LifetimeRows rows, LifetimeMethod? champion)
    {
        // Also where no earlier cut-off is left to grow trees on: the probability models need none.
        var test = rows.CutOffs.Count - 1;
        if (test < 0 || rows[test].Count(row => row.Record.History.Repeats > 0) < LeastRepeatCustomers)
        {
            return (null, 0);
        }

        var held = rows[test];
        var model = LifetimeModel.Load(new LifetimeArtifact(0, Fit([.. held.Select(row => row.Record)]).Metadata, []));
        var probability = held.Select(row => model.ExpectedValue(row.Record, options.HorizonDays)).ToArray();
        // A champion of trees needs trees to stand in for it, also where none are to serve from now on.
        var (trees, rounds) = options.TryTrees || champion == LifetimeMethod.Trees ? Foretell(rows, held) : (null, 0);
        var trial = new LifetimeTrial(
            rows.CutOffs[test].At, options.HorizonDays, held, probability, trees, TreesServe: false);
        var treesServe = options.TryTrees && trees is not null && trial.Spending.IsBetter(trees, probability);
        return (trial with { TreesServe = treesServe }, rounds);
    }

    private (double[]? Values, int Rounds) Foretell(LifetimeRows rows, IReadOnlyList<LifetimeRow> held)
    {
        var train = rows.Select(cutOff => cutOff.Role == CutOffRole.Train);
        var validation = rows.Select(cutOff => cutOff.Role == CutOffRole.Validation);
        if (train.Labels.Length < LeastTrainingRows || train.Labels.All(label => label == train.Labels[0]))
        {
            return (null, 0);
        }

        var rounds = validation.Labels.Any(label => label > 0)
            ? Math.Max(1, GradientBoosting.Train(
                train, Boosting(Rounds, EarlyStopping), validation, Report("number of trees")).Trees)
            : RoundsWithoutValidation;
        var trees = Grow(
            "test on held-out time",
            rows.Select(cutOff => cutOff.Role is CutOffRole.Train or CutOffRole.Validation),
            rounds);
        var values = new double[held.Count];
        trees.Predict(LifetimeRows.Matrix([.. held.Select(row => row.Features)]), values);
        return (values, rounds);
    }

    private static string Reason(LifetimeTest? test, bool treesServe) => test switch
    {
        null => "The history is too short to hold methods against time that they had not seen.",
        { Trees: null } => "There was too little to grow trees on.",
        _ when treesServe =>
            "On held-out time the trees' deviance is lower by more than its standard error.",
        _ => "On held-out time the trees' deviance is not lower by more than its standard error.",
    };

    private TreeEnsemble Grow(string step, TrainingSet set, int rounds) =>
        GradientBoosting.Train(set, Boosting(rounds, 0), null, Report(step));

    private static BoostingOptions Boosting(int rounds, int earlyStopping) => new()
    {
        Objective = Objective.Tweedie(),
        Rounds = rounds,
        EarlyStoppingRounds = earlyStopping,
        Depth = 4,
        LearningRate = 0.05,
        MinChildWeight = 20,
        L2 = 5,
        Subsample = 0.7,
        ColumnSample = 0.5,
        Seed = 20240101,
    };

    private Action<BoostingRound>? Report(string step) => progress is null
        ? null
        : round => progress(new TrainingStep(step, round.Round, round.Rounds));

    private static double[] Quantiles(LifetimeArtifact artifact, LifetimeRows rows)
    {
        var model = LifetimeModel.Load(artifact);
        var hasTrees = artifact.Metadata.Serves == LifetimeMethod.Trees;
        var population = hasTrees ? rows.FeaturesAtEnd.Count : rows.AtEnd.Count;
        var values = new double[population];
        for (var i = 0; i < population; i++)
        {
            values[i] = model.Value365(rows.AtEnd[i], hasTrees ? rows.FeaturesAtEnd[i] : []);
        }

        return values.Length == 0 ? [] : PercentileTable.FromScores(values, PercentileSteps).ToArray();
    }
}
