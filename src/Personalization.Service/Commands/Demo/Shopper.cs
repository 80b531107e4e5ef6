namespace Personalization.Service.Commands.Demo;

/// <summary>A simulated customer's hidden nature, which the models have to find in the behaviour it causes.</summary>
/// <param name="Id">The shop's customer id.</param>
/// <param name="Joined">Days before the end of the simulation when the customer first came.</param>
/// <param name="Left">Days before the end when the customer lost interest for good; negative: still here.</param>
/// <param name="VisitsPerWeek">Mean of a Poisson process while interested.</param>
/// <param name="Conversion">Chance that a visit ends in an order, given a cart.</param>
/// <param name="Favourite">Index of the category that most visits are about.</param>
/// <param name="Discount">Share of orders made with a coupon.</param>
/// <param name="MailInterest">Chance that a delivered e-mail is opened.</param>
/// <param name="Mobile">Share of visits made on a phone.</param>
/// <param name="Evening">Hour of the day around which the visits fall.</param>
internal sealed record Shopper(
    string Id,
    double Joined,
    double Left,
    double VisitsPerWeek,
    double Conversion,
    int Favourite,
    double Discount,
    double MailInterest,
    double Mobile,
    double Evening)
{
    /// <summary>
    /// Draws one customer: visit rates are gamma distributed, lifetimes exponential (the Pareto/NBD story).
    /// </summary>
    internal static Shopper Draw(string id, int days, Random random)
    {
        var joined = days * random.NextDouble();
        var lifetime = -120 * Math.Log(1 - random.NextDouble());
        var rate = -0.45 * (Math.Log(1 - random.NextDouble()) + Math.Log(1 - random.NextDouble()));
        return new Shopper(
            id,
            joined,
            joined - lifetime,
            VisitsPerWeek: Math.Min(rate, 6),
            Conversion: 0.1 + (0.5 * random.NextDouble() * random.NextDouble()),
            Favourite: random.Next(Assortment.Categories.Length),
            Discount: random.NextDouble() * 0.6,
            MailInterest: 0.05 + (0.6 * random.NextDouble()),
            Mobile: random.NextDouble() < 0.6 ? 0.85 : 0.15,
            Evening: 9 + (13 * random.NextDouble()));
    }

    internal bool InterestedAt(double daysBeforeEnd) => daysBeforeEnd <= Joined && daysBeforeEnd > Left;
}
