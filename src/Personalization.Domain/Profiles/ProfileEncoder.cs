using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>
/// The writing half of <see cref="ProfileCodec"/>; <see cref="ProfileDecoder"/> reads the same parts in the same order.
/// </summary>
internal static class ProfileEncoder
{
    /// <summary>In the byte of a recent event's kind: a subject follows.</summary>
    public const int HasSubject = 0x40;

    /// <summary>
    /// In the byte of a recent event's kind: a category follows, other than the last one with this subject.
    /// </summary>
    public const int HasCategory = 0x80;

    public static void Write(ref ByteWriter writer, Profile profile)
    {
        writer.Byte(ProfileCodec.FoldVersion);
        writer.Number(profile.Version);
        writer.Number(profile.Lifetime.LastSeen + 1);
        if (profile.IsEmpty)
        {
            return;
        }

        var texts = TextTable.Of(profile);
        texts.Write(ref writer);
        WriteLifetime(ref writer, profile.Lifetime);
        var lastDay = Instants.DayOf(profile.Lifetime.LastSeen);
        WriteDays(ref writer, profile.OrderDays, lastDay, signed: true);
        WriteDays(ref writer, profile.BrowsingDays, lastDay, signed: false);
        WriteSessions(ref writer, profile.Sessions, profile.Lifetime.LastSeen / 1000);
        WriteRecent(ref writer, profile, texts);
        WriteBrowsed(ref writer, profile);
        ExposureCodec.Write(ref writer, profile.Exposures, profile.Lifetime.LastSeen);
        var touches = new TouchCodec(profile, texts);
        touches.Write(ref writer, profile.Viewed, EventKind.ProductViewed);
        touches.Write(ref writer, profile.Carted, EventKind.ProductAdded);
        touches.Write(ref writer, profile.Bought, EventKind.OrderCompleted);
        TouchCodec.Write(ref writer, profile.ProductsViewed, profile.Viewed);
        TouchCodec.Write(ref writer, profile.ProductsBought, profile.Bought);
        WriteCart(ref writer, profile, texts);
        WriteCategories(ref writer, profile, texts);
        WriteNames(ref writer, profile, texts);
        WriteTraits(ref writer, profile);
        WritePermissions(ref writer, profile);
    }

    private static void WritePermissions(ref ByteWriter writer, Profile profile)
    {
        var words = profile.Permissions.Words;
        writer.Number(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            ref var said = ref words.ValueAt(i);
            writer.Text(words.KeyAt(i));
            writer.Byte(said.Granted ? (byte)1 : (byte)0);
            writer.Elapsed(profile.Lifetime.LastSeen - said.At);
        }
    }

    private static void WriteLifetime(ref ByteWriter writer, Lifetime lifetime)
    {
        Since(ref writer, lifetime, lifetime.FirstSeen);
        Since(ref writer, lifetime, lifetime.LastActive);
        Since(ref writer, lifetime, lifetime.FirstOrder);
        Since(ref writer, lifetime, lifetime.LastOrder);
        Since(ref writer, lifetime, lifetime.LastRefund);
        writer.Sparse(
            [lifetime.Revenue, lifetime.Discount, lifetime.RefundValue, lifetime.Items, lifetime.LargestOrder],
            signed: true);
        writer.Sparse(lifetime.Kinds, signed: false);
        writer.Sparse(lifetime.Hours, signed: false);
        writer.Sparse(lifetime.Weekdays, signed: false);
        writer.Sparse(lifetime.Devices, signed: false);
    }

    // 0 is never; else how long before the last event, plus one.
    private static void Since(ref ByteWriter writer, Lifetime lifetime, long at) =>
        writer.Number(at == Lifetime.Never ? 0 : lifetime.LastSeen - at + 1);

    private static void WriteDays(ref ByteWriter writer, DayTable days, int lastDay, bool signed)
    {
        writer.Number(days.Count);
        for (var row = 0; row < days.Count; row++)
        {
            writer.Number(row == 0 ? lastDay - days.DayAt(0) : days.DayAt(row) - days.DayAt(row - 1));
            writer.Sparse(days.RowAt(row), signed);
        }
    }

    private static void WriteSessions(ref ByteWriter writer, SessionTable sessions, long lastSecond)
    {
        writer.Number(sessions.Count);
        for (var i = 0; i < sessions.Count; i++)
        {
            writer.Number(i == 0 ? lastSecond - sessions[0].Start : sessions[i].Start - sessions[i - 1].End);
            writer.Number(sessions[i].End - sessions[i].Start);
        }
    }

    private static void WriteRecent(ref ByteWriter writer, Profile profile, TextTable texts)
    {
        writer.Number(profile.Recent.Count);
        for (var i = 0; i < profile.Recent.Count; i++)
        {
            ref readonly var recent = ref profile.Recent[i];
            var unusual = texts.IsUnusual(recent.Subject, recent.Category);
            var follows = (recent.Subject is null ? 0 : HasSubject) | (unusual ? HasCategory : 0);
            writer.Byte((byte)((int)recent.Kind | follows));
            writer.Elapsed(i == 0
                ? profile.Lifetime.LastSeen - recent.Milliseconds
                : recent.Milliseconds - profile.Recent[i - 1].Milliseconds);
            if (recent.Subject is not null)
            {
                texts.WriteReference(ref writer, recent.Subject);
            }

            if (unusual)
            {
                texts.WriteReference(ref writer, recent.Category);
            }
        }
    }

    // The key is left out where it is the profile's own.
    private static void WriteBrowsed(ref ByteWriter writer, Profile profile)
    {
        Since(ref writer, profile.Lifetime, profile.Browsed.At);
        if (profile.Browsed.At != Lifetime.Never)
        {
            writer.Text(profile.Browsed.Key == profile.Customer ? "" : profile.Browsed.Key.Value);
        }
    }

    private static void WriteCart(ref ByteWriter writer, Profile profile, TextTable texts)
    {
        var cart = profile.CartOperations;
        writer.Number(cart.Count);
        for (var i = 0; i < cart.Count; i++)
        {
            writer.Elapsed(i == 0 ? profile.Lifetime.LastSeen - cart[0].At : cart[i].At - cart[i - 1].At);
            writer.Signed(cart[i].Quantity);
            writer.Signed(cart[i].PriceUnits);
            texts.WriteProduct(ref writer, cart[i].Product, cart[i].Category);
        }
    }

    private static void WriteCategories(ref ByteWriter writer, Profile profile, TextTable texts)
    {
        writer.Number(profile.CategoryMap.Count);
        for (var i = 0; i < profile.CategoryMap.Count; i++)
        {
            ref var counts = ref profile.CategoryMap.ValueAt(i);
            texts.WriteReference(ref writer, profile.CategoryMap.KeyAt(i));
            writer.Sparse([counts.Views, counts.CartAdds, counts.Purchases], signed: false);
            writer.Real(counts.Interest.Weight);
            writer.Elapsed(profile.Lifetime.LastSeen - counts.Interest.AsOf);
            var asOf = counts.Interest.AsOf;
            writer.Sparse(
                [Before(asOf, counts.LastViewed), Before(asOf, counts.LastCarted), Before(asOf, counts.LastBought)],
                signed: false);
        }
    }

    // 0 is never; else how long before, plus one.
    private static long Before(long asOf, long at) => at == 0 ? 0 : asOf - at + 1;

    private static void WriteNames(ref ByteWriter writer, Profile profile, TextTable texts)
    {
        writer.Number(profile.EventNames.Count);
        for (var i = 0; i < profile.EventNames.Count; i++)
        {
            ref var count = ref profile.EventNames.ValueAt(i);
            texts.WriteReference(ref writer, profile.EventNames.KeyAt(i));
            writer.Number(count.Times);
            writer.Elapsed(profile.Lifetime.LastSeen - count.LastAt);
        }
    }

    private static void WriteTraits(ref ByteWriter writer, Profile profile)
    {
        writer.Number(profile.TraitMap.Count);
        var before = profile.Lifetime.LastSeen;
        for (var i = 0; i < profile.TraitMap.Count; i++)
        {
            ref var trait = ref profile.TraitMap.ValueAt(i);
            writer.Text(profile.TraitMap.KeyAt(i));
            writer.Signed(before - trait.At);
            before = trait.At;
            writer.Byte((byte)trait.Value.Kind);
            switch (trait.Value.Kind)
            {
                case TraitKind.Flag:
                    writer.Byte(trait.Value.Flag ? (byte)1 : (byte)0);
                    break;
                case TraitKind.Number:
                    writer.Real(trait.Value.Number);
                    break;
                case TraitKind.Text:
                    writer.Text(trait.Value.Text!);
                    break;
            }
        }
    }
}
