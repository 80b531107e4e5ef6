namespace Personalization.Domain.Profiles;

/// <summary>
/// The stored form of an <see cref="ExposureList"/>: the hashes of campaigns and placements once each, then per
/// exposure its time and references to them. A placement that was the campaign's last time is not repeated.
/// </summary>
internal static class ExposureCodec
{
    private const int MostKeys = Limits.Exposures * 2;

    public static void Write(ref ByteWriter writer, ExposureList exposures, long lastSeen)
    {
        writer.Number(exposures.Count);
        if (exposures.Count == 0)
        {
            return;
        }

        Span<ulong> keys = stackalloc ulong[exposures.Count * 2];
        var count = Collect(exposures, keys);
        keys = keys[..count];
        writer.Number(count);
        foreach (var key in keys)
        {
            writer.Fixed32((uint)key);
            writer.Byte((byte)(key >> 32));
        }

        Span<int> usual = stackalloc int[count];
        usual.Fill(-1);
        for (var i = 0; i < exposures.Count; i++)
        {
            ref readonly var exposure = ref exposures[i];
            writer.Elapsed(i == 0 ? lastSeen - exposure.At : exposure.At - exposures[i - 1].At);
            var (campaign, placement) = (keys.IndexOf(exposure.Campaign), keys.IndexOf(exposure.Placement));
            var unusual = usual[campaign] != placement;
            usual[campaign] = placement;
            writer.Number((campaign << 2) | (exposure.IsClick ? 2 : 0) | (unusual ? 1 : 0));
            if (unusual)
            {
                writer.Number(placement);
            }
        }
    }

    public static void Read(ref ByteReader reader, ExposureList exposures, long lastSeen)
    {
        var count = reader.Count(Limits.Exposures);
        if (count == 0)
        {
            return;
        }

        Span<ulong> keys = stackalloc ulong[reader.Count(MostKeys)];
        foreach (ref var key in keys)
        {
            key = reader.Fixed32() | ((ulong)reader.Byte() << 32);
        }

        exposures.Reserve(count);
        Span<int> usual = stackalloc int[keys.Length];
        usual.Fill(-1);
        var at = lastSeen;
        for (var i = 0; i < count; i++)
        {
            var step = reader.Elapsed();
            at = unchecked(i == 0 ? at - step : at + step);
            var head = (int)reader.Number(MostKeys << 2);
            var campaign = head >> 2;
            if (at < 0 || at > lastSeen || campaign >= keys.Length)
            {
                throw ByteReader.Foreign("an impression out of order or of no campaign");
            }

            var placement = (head & 1) != 0 ? (int)reader.Number(MostKeys) : usual[campaign];
            usual[campaign] = placement;
            exposures.Restore(new Exposure(at, (head & 2) != 0, keys[campaign], KeyAt(keys, placement)));
        }
    }

    private static ulong KeyAt(ReadOnlySpan<ulong> keys, int number) =>
        (uint)number < (uint)keys.Length ? keys[number] : throw ByteReader.Foreign("an unknown placement");

    private static int Collect(ExposureList exposures, Span<ulong> keys)
    {
        var count = 0;
        for (var i = 0; i < exposures.Count; i++)
        {
            Add(exposures[i].Campaign, keys, ref count);
            Add(exposures[i].Placement, keys, ref count);
        }

        return count;
    }

    private static void Add(ulong key, Span<ulong> keys, ref int count)
    {
        if (!keys[..count].Contains(key))
        {
            keys[count++] = key;
        }
    }
}
