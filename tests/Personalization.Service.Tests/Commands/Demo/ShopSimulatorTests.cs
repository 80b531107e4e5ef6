using System.Text;
using Personalization.Service.Commands.Demo;
using Shouldly;

namespace Personalization.Service.Tests.Commands.Demo;

public sealed class ShopSimulatorTests
{
    private static readonly DateTimeOffset End = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact, Trait("clause", "CMD-4")]
    public void The_same_seed_and_end_give_the_same_messages()
    {
        var first = Texts(new ShopSimulator(7, 40, End));
        var second = Texts(new ShopSimulator(7, 40, End));
        var other = Texts(new ShopSimulator(8, 40, End));

        second.ShouldBe(first);
        other.ShouldNotBe(first);
    }

    [Fact]
    public void Nothing_happens_after_the_end_and_everything_a_shop_knows_occurs()
    {
        var texts = Texts(new ShopSimulator(1, 300, End));

        foreach (var name in new[]
        {
            "\"identify\"", "\"page\"", "Product Viewed", "Product Added", "Checkout Started", "Order Completed",
            "Order Refunded",
            "Email Delivered", "Email Opened", "Promotion Viewed", "Promotion Clicked",
        })
        {
            texts.ShouldContain(text => text.Contains(name, StringComparison.Ordinal), name);
        }

        texts.Select(Timestamp).ShouldAllBe(at => at < End && at >= End.AddDays(-ShopSimulator.Days - 1));
    }

    private static string[] Texts(ShopSimulator shop) =>
        shop.Messages().Select(message => Encoding.UTF8.GetString(message.Json.Span)).ToArray();

    private static DateTimeOffset Timestamp(string text) =>
        System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("timestamp").GetDateTimeOffset();
}
