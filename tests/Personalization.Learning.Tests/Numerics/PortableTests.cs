using System.Security.Cryptography;
using Personalization.Learning.Boosting;
using Personalization.Learning.Numerics;

namespace Personalization.Learning.Tests.Numerics;

public sealed class PortableTests
{
    private const int Draws = 1500;

    [Fact, Trait("clause", "LRN-52")]
    public void The_exponential_is_within_one_unit_of_the_last_place_of_what_a_thousand_bits_say()
    {
        var random = new Random(5);

        var worst = Worst(() => random.Next(3) switch
        {
            0 => (1400 * random.NextDouble()) - 700,
            1 => (2 * random.NextDouble()) - 1,
            _ => 1e-8 * (random.NextDouble() - 0.5),
        }, Portable.Exp, x => FixedPoint.Exp(FixedPoint.Of(x)));

        Assert.InRange(worst, 0.4, 1);
    }

    [Fact, Trait("clause", "LRN-52")]
    public void The_logarithm_is_within_one_unit_of_the_last_place_of_what_a_thousand_bits_say()
    {
        var random = new Random(6);

        var worst = Worst(() => random.Next(4) switch
        {
            0 => Math.ScaleB(1 + random.NextDouble(), random.Next(-1022, 1024)),
            1 => 0.5 + random.NextDouble(),
            2 => 1 + (1e-6 * (random.NextDouble() - 0.5)),
            _ => random.Next(1, 1000) * double.Epsilon,
        }, Portable.Log, x => FixedPoint.Log(FixedPoint.Of(x), Math.Log(x)));

        Assert.InRange(worst, 0.4, 1);
    }

    [Fact, Trait("clause", "LRN-52")]
    public void Powers_of_two_and_small_exponentials_keep_their_bounds()
    {
        var random = new Random(7);
        var ln2 = FixedPoint.Log(FixedPoint.Of(2), Math.Log(2));

        var two = Worst(
            () => (60 * random.NextDouble()) - 50, Portable.Exp2,
            x => FixedPoint.Exp(FixedPoint.Times(FixedPoint.Of(x), ln2)));
        var small = Worst(
            () => (4 * random.NextDouble() * random.NextDouble()) - 1,
            Portable.ExpM1,
            x => FixedPoint.Exp(FixedPoint.Of(x)) - FixedPoint.Of(1));

        Assert.InRange(two, 0.4, 1.2);
        Assert.InRange(small, 0.4, 4);
        Assert.Equal(1e-300, Portable.ExpM1(1e-300));
        for (var k = -1074; k < 1024; k++)
        {
            Assert.Equal(Math.ScaleB(1, k), Portable.Exp2(k));
        }
    }

    [Fact, Trait("clause", "LRN-52")]
    public void A_power_is_off_by_no_more_than_its_exponent_explains()
    {
        var random = new Random(8);
        for (var i = 0; i < Draws; i++)
        {
            var (x, y) = (5 * random.NextDouble(), (20 * random.NextDouble()) - 10);
            var exact = FixedPoint.Exp(FixedPoint.Times(
                FixedPoint.Of(y), FixedPoint.Log(FixedPoint.Of(x), Math.Log(x))));

            var off = Math.Abs(FixedPoint.UnitsOff(Portable.Pow(x, y), exact));

            Assert.True(off <= 2 + (2 * Math.Abs(y * Math.Log(x))), $"{x:R}^{y:R} is {off} units off");
        }

        Assert.Equal([1, 1, 0, 1, double.PositiveInfinity], [
            Portable.Pow(0, 0), Portable.Pow(double.NaN, 0), Portable.Pow(0, 0.3), Portable.Pow(1, 1e9),
            Portable.Pow(0, -1)]);
    }

    [Fact, Trait("clause", "LRN-52")]
    public void Angles_are_those_of_the_whole_circle()
    {
        var random = new Random(9);
        for (var i = 0; i < 20_000; i++)
        {
            var (y, x) = (random.NextDouble() - 0.5, (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 4)));

            var angle = Portable.Atan2(y, x);

            Assert.Equal(1, angle / Math.Atan2(y, x), tolerance: 1e-15);
        }

        Assert.Equal(
            [0, Math.PI / 4, Math.PI / 2, Math.PI, -Math.PI / 2, 0],
            [
                Portable.Atan2(0, 3), Portable.Atan2(2, 2), Portable.Atan2(5, 0), Portable.Atan2(0, -1),
                Portable.Atan2(-1, 0), Portable.Atan2(0, 0),
            ]);
    }

    [Fact, Trait("clause", "LRN-52")]
    public void What_has_no_value_or_too_great_or_small_a_one_is_as_IEEE_754_has_it()
    {
        Assert.Equal(
            [double.PositiveInfinity, 0, double.PositiveInfinity, 0, 1, Math.Exp(-745), Math.Exp(709.7)],
            [
                Portable.Exp(double.PositiveInfinity), Portable.Exp(double.NegativeInfinity), Portable.Exp(710),
                Portable.Exp(-746), Portable.Exp(0), Portable.Exp(-745), Portable.Exp(709.7),
            ]);
        Assert.Equal(
            [double.NegativeInfinity, double.PositiveInfinity, 0, double.NegativeInfinity],
            [Portable.Log(0), Portable.Log(double.PositiveInfinity), Portable.Log(1), Portable.Log(-0.0)]);
        Assert.Equal(
            [double.PositiveInfinity, 0, double.PositiveInfinity, 0],
            [
                Portable.Exp2(double.PositiveInfinity), Portable.Exp2(double.NegativeInfinity), Portable.Exp2(1024),
                Portable.Exp2(-1100),
            ]);
        Assert.All(
            [
                Portable.Exp(double.NaN), Portable.Exp2(double.NaN), Portable.Log(double.NaN), Portable.Log(-1),
                Portable.Log(double.NegativeInfinity), Portable.Pow(-1, 0.5),
            ],
            value => Assert.True(double.IsNaN(value)));
    }

    // Not that the values are right, which the others show, but that they are these ones wherever this runs.
    [Fact, Trait("clause", "LRN-52")]
    public void The_bits_are_the_same_on_every_machine()
    {
        var random = new SplitMix(10);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 20_000; i++)
        {
            var u = (random.Next() >> 11) * (1.0 / (1UL << 53));
            var v = (random.Next() >> 11) * (1.0 / (1UL << 53));
            double[] values =
            [
                Portable.Exp((100 * u) - 50), Portable.ExpM1((4 * u) - 2), Portable.Exp2((100 * v) - 50),
                Portable.Log(1e3 * u), Portable.Pow(u, (10 * v) - 5), Portable.Atan2(u - 0.5, v - 0.5),
            ];
            foreach (var value in values)
            {
                hash.AppendData(BitConverter.GetBytes(value));
            }
        }

        Assert.Equal("a02f1fd090b4cb92f43e9c2cfc9835d7", Convert.ToHexStringLower(hash.GetHashAndReset())[..32]);
    }

    private static double Worst(
        Func<double> draw, Func<double, double> actual, Func<double, System.Numerics.BigInteger> exact)
    {
        var worst = 0.0;
        for (var i = 0; i < Draws; i++)
        {
            var x = draw();
            worst = Math.Max(worst, Math.Abs(FixedPoint.UnitsOff(actual(x), exact(x))));
        }

        return worst;
    }
}
