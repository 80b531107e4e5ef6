using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

public sealed class CartTests
{
    [Fact, Trait("clause", "PRF-8")]
    public void The_open_cart_is_what_was_added_less_what_was_removed()
    {
        var profile = Histories.Fold(
        [
            Add("boots", 0, quantity: 2, price: 50),
            Add("hat", 1),
            Remove("boots", 2),
            Remove("hat", 3),
            Add("scarf", 4, quantity: 3, price: 9.5),
        ]);

        var cart = profile.Cart();

        Assert.Equal(
            [
                new CartLine("boots", "Clothes", 1, 500_000, Made.Noon),
                new CartLine("scarf", "Clothes", 3, 95_000, Made.Noon.AddMinutes(4)),
            ],
            cart);
        Assert.Equal(285_000, cart[1].ValueUnits);
    }

    [Fact, Trait("clause", "PRF-8")]
    public void Removing_more_than_there_is_leaves_nothing_owed()
    {
        var profile = Histories.Fold([Remove("hat", 0, quantity: 5), Add("hat", 1)]);

        Assert.Equal(1, Assert.Single(profile.Cart()).Quantity);
    }

    [Fact, Trait("clause", "PRF-8")]
    public void An_addition_at_the_very_time_of_the_order_belongs_to_it_whichever_comes_first()
    {
        var (added, ordered) = (Add("boots", 2), Made.Event("Order Completed", Made.Noon.AddMinutes(2)));

        Assert.Empty(Histories.Fold([added, ordered]).Cart());
        Assert.Empty(Histories.Fold([ordered, added]).Cart());
    }

    [Fact, Trait("clause", "PRF-8")]
    public void An_order_empties_the_cart_even_if_its_event_or_the_additions_come_late()
    {
        StoredEvent[] events =
            [Add("boots", 0), Add("hat", 1), Made.Event("Order Completed", Made.Noon.AddMinutes(2)), Add("scarf", 3)];

        for (var seed = 0; seed < 24; seed++)
        {
            var profile = Histories.Fold(new Histories(seed).Shuffled(events));

            Assert.Equal("scarf", Assert.Single(profile.Cart()).ProductId);
        }
    }

    [Fact, Trait("clause", "PRF-8")]
    public void Only_the_newest_operations_are_played()
    {
        var profile = Histories.Fold(Enumerable.Range(0, 100).Select(i => Add($"p{i}", i)));

        Assert.Equal(Limits.CartOperations, profile.Cart().Count);
        Assert.Equal("p60", profile.Cart()[0].ProductId);
    }

    private static StoredEvent Add(string product, int minute, int quantity = 1, double price = 10) =>
        Change("Product Added", product, minute, quantity, price);

    private static StoredEvent Remove(string product, int minute, int quantity = 1) =>
        Change("Product Removed", product, minute, quantity, null);

    private static StoredEvent Change(string name, string product, int minute, int quantity, double? price) =>
        Made.Event(
            name,
            Made.Noon.AddMinutes(minute),
            new { product_id = product, category = "Clothes", quantity, price });
}
