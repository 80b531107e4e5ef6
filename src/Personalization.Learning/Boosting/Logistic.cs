using Personalization.Learning.Numerics;

namespace Personalization.Learning.Boosting;

/// <summary>The logistic function: equation (2) of docs/learning.md.</summary>
internal static class Logistic
{
    /// <summary>Equation (2).</summary>
    public static double Probability(double margin) => 1 / (1 + Portable.Exp(-margin));

    /// <summary>The inverse of equation (2).</summary>
    public static double Margin(double probability) => -Portable.Log((1 / probability) - 1);
}
