namespace Personalization.Learning.Clustering;

/// <summary>How clusters are searched for.</summary>
/// <param name="Clusters">How many, at least 1.</param>
public sealed record KMeansOptions(int Clusters)
{
    /// <summary>How many starts are tried; the one that ends with the least inertia is kept.</summary>
    public int Restarts { get; init; } = 10;

    /// <summary>The most rounds of a start.</summary>
    public int MaximumRounds { get; init; } = 300;

    /// <summary>The same seed and points give the same clusters, whatever the number of threads.</summary>
    public int Seed { get; init; }

    /// <summary>0 for all cores.</summary>
    public int Threads { get; init; }
}
