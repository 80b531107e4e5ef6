using System.Text;
using Personalization.Domain.Events;

namespace Personalization.Domain.Tests.Events;

public sealed class MoneyTests
{
    [Fact]
    public void Plain_amounts_are_read_as_their_number_rounds()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var amount = Math.Round((random.NextDouble() - 0.3) * Math.Pow(10, random.Next(8)), random.Next(5));
            var text = amount.ToString("0.####");

            Assert.True(Money.TryParsePlain(Encoding.UTF8.GetBytes(text), out var units), text);
            Assert.Equal(Money.FromNumber(double.Parse(text)), units);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1e5")]
    [InlineData("0.12345")]
    [InlineData("1.2.3")]
    [InlineData("123456789012345678")]
    public void Other_ways_of_writing_are_left_to_the_general_parser(string text) =>
        Assert.False(Money.TryParsePlain(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, Money.MaxUnits)]
    [InlineData(double.NegativeInfinity, -Money.MaxUnits)]
    [InlineData(0.00005, 1)]
    [InlineData(-0.00005, -1)]
    public void Amounts_are_rounded_away_from_zero_and_bounded(double amount, long units) =>
        Assert.Equal(units, Money.FromNumber(amount));

    [Fact]
    public void Sums_stop_at_the_ends_of_the_range()
    {
        Assert.Equal(long.MaxValue, Money.Add(long.MaxValue - 1, 2));
        Assert.Equal(long.MinValue, Money.Add(long.MinValue + 1, -2));
        Assert.Equal(-1, Money.Add(long.MaxValue, long.MinValue));
        Assert.Equal(Money.MaxUnits, Money.Times(Money.MaxUnits, 2));
    }
}
