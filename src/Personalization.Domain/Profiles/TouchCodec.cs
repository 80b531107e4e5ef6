using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>
/// Writes what the touched products and the counts of different products hold beyond what can be told without them.
/// </summary>
/// <remarks>
/// A product viewed in one of the recent events is among the products viewed, and a touched product is among those
/// counted: adding it again when reading changes nothing, so it is not written. For most customers that is nearly all
/// of them.
/// </remarks>
internal readonly ref struct TouchCodec(Profile profile, TextTable texts)
{
    /// <summary>The touches that no recent event of the kind tells.</summary>
    public void Write(ref ByteWriter writer, TouchList touches, EventKind kind)
    {
        var untold = 0UL;
        for (var i = 0; i < touches.Count; i++)
        {
            untold |= IsTold(touches[i], kind) ? 0 : 1UL << i;
        }

        writer.Number(System.Numerics.BitOperations.PopCount(untold));
        var before = profile.Lifetime.LastSeen;
        var first = true;
        for (var i = 0; i < touches.Count; i++)
        {
            if ((untold & (1UL << i)) == 0)
            {
                continue;
            }

            writer.Elapsed(first ? before - touches[i].At : touches[i].At - before);
            texts.WriteProduct(ref writer, touches[i].Product, touches[i].Category);
            (before, first) = (touches[i].At, false);
        }
    }

    /// <summary>The hashes of products that are not among the touched ones.</summary>
    public static void Write(ref ByteWriter writer, DistinctSketch sketch, TouchList touches)
    {
        Span<uint> known = stackalloc uint[Limits.RecentProducts];
        known = known[..touches.Count];
        for (var i = 0; i < known.Length; i++)
        {
            known[i] = DistinctSketch.HashOf(touches[i].Product);
        }

        var unknown = 0;
        foreach (var hash in sketch.Hashes)
        {
            unknown += known.Contains(hash) ? 0 : 1;
        }

        writer.Number(unknown);
        foreach (var hash in sketch.Hashes)
        {
            if (!known.Contains(hash))
            {
                writer.Fixed32(hash);
            }
        }
    }

    private bool IsTold(in TouchList.Touch touch, EventKind kind)
    {
        for (var i = profile.Recent.Count - 1; i >= 0 && profile.Recent[i].Milliseconds >= touch.At; i--)
        {
            ref readonly var recent = ref profile.Recent[i];
            if (recent.Milliseconds == touch.At && recent.Kind == kind
                && string.Equals(recent.Subject, touch.Product) && string.Equals(recent.Category, touch.Category))
            {
                return true;
            }
        }

        return false;
    }
}
