namespace Personalization.Learning.Recommenders;

/// <summary>How item-to-item similarities are computed.</summary>
public sealed record ItemToItemOptions
{
    /// <summary>Neighbours kept for an item, 1 to 1,000.</summary>
    public int Neighbours { get; init; } = 50;

    /// <summary>The shrinkage beta of equation (19), 0 or more: with so many common users a similarity counts
    /// half.</summary>
    public double Shrinkage { get; init; } = 10;

    /// <summary>The least number of users that two neighbours have in common, 1 or more.</summary>
    public int MinCommonUsers { get; init; } = 1;

    /// <summary>
    /// Items of one user that count, 2 to 10,000. Of a user with more only those of greatest weight do (of equal ones
    /// those of lowest number): such a user is a crawler or a shop's own test account, and costs the square of the
    /// items.
    /// </summary>
    public int MostItemsOfUser { get; init; } = 500;

    /// <summary>Threads to compute with; 0 is one for each core. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>Refuses values outside the ranges above.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public void Validate()
    {
        Require(Neighbours is >= 1 and <= 1000, nameof(Neighbours), Neighbours, "1 to 1,000");
        Require(Shrinkage >= 0 && double.IsFinite(Shrinkage), nameof(Shrinkage), Shrinkage, "0 or more");
        Require(MinCommonUsers >= 1, nameof(MinCommonUsers), MinCommonUsers, "1 or more");
        Require(MostItemsOfUser is >= 2 and <= 10_000, nameof(MostItemsOfUser), MostItemsOfUser, "2 to 10,000");
        Require(Threads is >= 0 and <= 1024, nameof(Threads), Threads, "0 to 1,024");
    }

    private static void Require(bool holds, string option, double value, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentException($"{option} is {value}; it must be {allowed}.", option);
        }
    }
}
