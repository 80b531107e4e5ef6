using Personalization.Domain.Events;
using Personalization.Domain.Privacy;
using Personalization.Domain.Segments;

namespace Personalization.Domain.Profiles;

/// <content>What each kind of event changes.</content>
public sealed partial class Profile
{
    private void CountDay(EventKind kind, int day)
    {
        if (EventVocabulary.IsAction(kind))
        {
            Count(OrderDays.Row(day), OrderColumn.Actions, 1);
        }

        var column = BrowsingColumn.Of(kind);
        if (column >= 0)
        {
            Count(BrowsingDays.Row(day), column, 1);
        }
    }

    private void ApplyKind(CustomerEvent happened, long at)
    {
        switch (happened.Kind)
        {
            case EventKind.ProductViewed:
                ApplyView(happened, at);
                break;
            case EventKind.ProductListViewed:
                AddInterest(CategoryOf(happened), at, CategoryCounts.ViewWeight);
                Touch(CategoryOf(happened), at, happened.Kind);
                break;
            case EventKind.ProductClicked or EventKind.ProductsSearched:
                AddInterest(CategoryOf(happened), at, CategoryCounts.ViewWeight);
                break;
            case EventKind.ProductAdded or EventKind.ProductRemoved or EventKind.ProductAddedToWishlist:
                ApplyCart(happened, at);
                break;
            case EventKind.OrderCompleted:
                ApplyOrder(happened, at);
                break;
            case EventKind.OrderRefunded:
                ApplyRefund(happened, at);
                break;
            case EventKind.OrderCancelled:
                Count(OrderDays.Row(Instants.DayOf(at)), OrderColumn.Cancellations, 1);
                break;
            case EventKind.PromotionViewed or EventKind.PromotionClicked
                when happened.CampaignId is { Length: > 0 } campaign:
                Exposures.Add(new Exposure(
                    at,
                    happened.Kind == EventKind.PromotionClicked,
                    Exposure.HashOf(campaign),
                    Exposure.HashOf(happened.Position)));
                break;
            case EventKind.SegmentEntered or EventKind.SegmentExited when happened.Category is { } segment
                && SegmentMembership.NameOf(happened.Kind, segment) is { } transition:
                CountName(transition, new NamedCount(1, at));
                break;
            case EventKind.Other when Limits.Cut(happened.Name, Limits.TextBytes) is { } name:
                CountName(name, new NamedCount(1, at));
                break;
        }
    }

    private void ApplyView(CustomerEvent view, long at)
    {
        AddInterest(CategoryOf(view), at, CategoryCounts.ViewWeight);
        Touch(CategoryOf(view), at, view.Kind);
        if (view.Lines.Length > 0 && Limits.Id(view.Lines[0].ProductId) is { } product)
        {
            Viewed.Add(new TouchList.Touch(product, at, Limits.Cut(view.Lines[0].Category, Limits.TextBytes)));
            ProductsViewed.Add(product);
        }
    }

    private void ApplyCart(CustomerEvent happened, long at)
    {
        if (happened.Kind != EventKind.ProductRemoved)
        {
            AddInterest(CategoryOf(happened), at, CategoryCounts.AddWeight);
            Touch(CategoryOf(happened), at, happened.Kind);
        }

        if (happened.Kind == EventKind.ProductAddedToWishlist || happened.Lines.Length == 0
            || Limits.Id(happened.Lines[0].ProductId) is not { } product)
        {
            return;
        }

        ref readonly var line = ref happened.Lines[0];
        var category = Limits.Cut(line.Category, Limits.TextBytes);
        var quantity = Math.Max(1, Math.Abs(line.Quantity));
        if (happened.Kind == EventKind.ProductAdded)
        {
            Carted.Add(new TouchList.Touch(product, at, category));
        }
        else
        {
            quantity = -quantity;
        }

        CartOperations.Add(
            new CartJournal.Operation(at, product, quantity, line.PriceUnits, category), Lifetime.LastOrder);
    }

    private void ApplyOrder(CustomerEvent order, long at)
    {
        var items = 0L;
        foreach (ref readonly var line in order.Lines)
        {
            items += line.Quantity;
            ApplyOrderLine(line, at);
        }

        Lifetime.AddOrder(order, at, items);
        CartOperations.Clear(Lifetime.LastOrder);
        var day = OrderDays.Row(Instants.DayOf(at));
        Count(day, OrderColumn.Orders, 1);
        Count(day, OrderColumn.Items, items);
        Count(day, OrderColumn.Lines, order.Lines.Length);
        Count(day, OrderColumn.Revenue, order.TotalUnits);
        Count(day, OrderColumn.Discount, Math.Abs(order.DiscountUnits));
    }

    private void ApplyOrderLine(in ProductLine line, long at)
    {
        var category = Limits.Cut(line.Category, Limits.TextBytes);
        AddInterest(category, at, CategoryCounts.PurchaseWeight);
        if (line.Quantity > 0)
        {
            Touch(category, at, EventKind.OrderCompleted);
        }

        if (line.Quantity > 0 && Limits.Id(line.ProductId) is { } product)
        {
            Bought.Add(new TouchList.Touch(product, at, category));
            ProductsBought.Add(product);
        }
    }

    private void ApplyRefund(CustomerEvent refund, long at)
    {
        Lifetime.AddRefund(refund, at);
        var day = OrderDays.Row(Instants.DayOf(at));
        Count(day, OrderColumn.Refunds, 1);
        Count(day, OrderColumn.RefundValue, Math.Abs(refund.TotalUnits));
    }

    private void ApplyTraits(IReadOnlyCollection<KeyValuePair<string, TraitValue>> traits, long at)
    {
        foreach (var (name, value) in traits)
        {
            if (name.Length > 0 && Limits.Fits(name, Limits.TraitNameBytes))
            {
                var kept = value.Kind == TraitKind.Text
                    ? TraitValue.Of(Limits.Cut(value.Text, Limits.TraitTextBytes) ?? "")
                    : value;
                SetTrait(name, new TraitEntry(kept, at));
            }
        }
    }

    private void ApplyPermissions(Dictionary<string, bool> said, long at)
    {
        foreach (var (key, granted) in said)
        {
            Permissions.Set(key, new Permission(granted, at));
        }
    }

    private void SetTrait(string name, in TraitEntry said)
    {
        var place = TraitMap.PlaceOf(name);
        if (place >= 0 && said.Supersedes(TraitMap.ValueAt(place)))
        {
            TraitMap.ValueAt(place) = said;
        }
    }

    private void CountName(string name, NamedCount more)
    {
        var place = EventNames.PlaceOf(name);
        if (place >= 0)
        {
            ref var count = ref EventNames.ValueAt(place);
            count = new NamedCount(count.Times + more.Times, Math.Max(count.LastAt, more.LastAt));
        }
    }

    private void AddInterest(string? category, long at, double weight)
    {
        if (category is null)
        {
            return;
        }

        var place = CategoryMap.PlaceOf(category);
        if (place < 0)
        {
            return;
        }

        ref var counts = ref CategoryMap.ValueAt(place);
        counts.Interest = counts.Interest.Add(weight, at, CategoryCounts.HalfLife);
        counts.Views += weight == CategoryCounts.ViewWeight ? 1 : 0;
        counts.CartAdds += weight == CategoryCounts.AddWeight ? 1 : 0;
        counts.Purchases += weight == CategoryCounts.PurchaseWeight ? 1 : 0;
    }

    // After its interest was added, so the category has its place, if it is kept at all.
    private void Touch(string? category, long at, EventKind kind)
    {
        if (category is null || CategoryMap.PlaceOf(category) is not (>= 0 and var place))
        {
            return;
        }

        ref var counts = ref CategoryMap.ValueAt(place);
        switch (kind)
        {
            case EventKind.ProductViewed or EventKind.ProductListViewed:
                counts.LastViewed = Math.Max(counts.LastViewed, at);
                break;
            case EventKind.ProductAdded:
                counts.LastCarted = Math.Max(counts.LastCarted, at);
                break;
            case EventKind.OrderCompleted:
                counts.LastBought = Math.Max(counts.LastBought, at);
                break;
        }
    }

    private static string? CategoryOf(CustomerEvent happened)
    {
        var ofProduct = happened.Lines.Length > 0 ? happened.Lines[0].Category : null;
        return Limits.Cut(happened.Category ?? ofProduct, Limits.TextBytes);
    }

    private static void Count(Span<long> row, int column, long amount)
    {
        if (!row.IsEmpty)
        {
            row[column] = Money.Add(row[column], amount);
        }
    }
}
