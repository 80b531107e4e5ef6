using System.Runtime.InteropServices;

namespace Personalization.Storage.Events;

/// <summary>
/// Event bodies as the drivers take them: an array of their own length, copied only where it is a part of another.
/// </summary>
internal static class Bodies
{
    public static byte[] Exactly(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment)
        && segment is { Offset: 0, Array: { } array }
        && array.Length == segment.Count
            ? array
            : body.ToArray();
}
