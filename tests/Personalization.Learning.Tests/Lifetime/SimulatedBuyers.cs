using Personalization.Learning.Lifetime;

namespace Personalization.Learning.Tests.Lifetime;

/// <summary>A buyer who was followed for a while, and what became of them.</summary>
internal sealed record SimulatedBuyer(OrderHistory History, int Later, double Next, bool IsAlive);

/// <summary>Buyers who behave as a BG/NBD model says, made by following its story.</summary>
internal static class SimulatedBuyers
{
    public static SimulatedBuyer[] Make(BetaGeometric model, int count, double age, double horizon, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Follow(model, age, horizon, random))];
    }

    public static double Gamma(double shape, Random random)
    {
        // Marsaglia and Tsang, "A simple method for generating gamma variables" (2000).
        if (shape < 1)
        {
            return Gamma(shape + 1, random) * Math.Pow(random.NextDouble(), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        while (true)
        {
            var x = Normal(random);
            var v = Math.Pow(1 + (x / Math.Sqrt(9 * d)), 3);
            if (v > 0 && Math.Log(1 - random.NextDouble()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    private static SimulatedBuyer Follow(BetaGeometric model, double age, double horizon, Random random)
    {
        var rate = Gamma(model.R, random) / model.Alpha;
        var (left, right) = (Gamma(model.A, random), Gamma(model.B, random));
        var dropOut = left / (left + right);
        var (repeats, last, later, next, isAlive) = (0, 0.0, 0, double.PositiveInfinity, true);
        for (var at = Wait(); at < age + horizon; at += Wait())
        {
            if (at < age)
            {
                (repeats, last) = (repeats + 1, at);
            }
            else
            {
                (later, next) = (later + 1, Math.Min(next, at - age));
            }

            if (random.NextDouble() < dropOut)
            {
                isAlive = at >= age;
                break;
            }
        }

        return new SimulatedBuyer(new OrderHistory(repeats, last, age), later, next, isAlive);

        double Wait() => -Math.Log(1 - random.NextDouble()) / rate;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
