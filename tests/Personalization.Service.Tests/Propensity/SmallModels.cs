using Personalization.Learning.Boosting;

namespace Personalization.Service.Tests.Propensity;

/// <summary>Model files as another program might have learnt them, of one feature.</summary>
internal static class SmallModels
{
    /// <summary>Trees that say how likely, whoever is asked: about the share of 1s they were grown on.</summary>
    internal static byte[] Saying(double probability, string feature = "orders_lifetime")
    {
        const int rows = 1000;
        var matrix = new FeatureMatrix([feature], rows);
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            (matrix[row, 0], labels[row]) = (row % 7, row < probability * rows ? 1 : 0);
        }

        var options = new BoostingOptions { Rounds = 1, Depth = 1, MinSplitGain = 1000, Threads = 1 };
        return GradientBoosting.Train(new TrainingSet(matrix, labels), options).ToXgboostJson();
    }
}
