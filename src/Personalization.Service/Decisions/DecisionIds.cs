using System.Buffers.Binary;
using Personalization.Storage.Decisions;

namespace Personalization.Service.Decisions;

/// <summary>Ids of decisions: ULIDs, 26 characters of Crockford's base 32 that sort by the millisecond they were made
/// in.</summary>
/// <remarks>
/// 48 bits of Unix milliseconds, then 80 random bits. Ids made on one thread within one millisecond count upwards
/// from a random start (the "monotonic" rule of the ULID specification), so they also sort in the order they were
/// made. No lock is taken.
/// </remarks>
internal sealed class DecisionIds(TimeProvider clock) : IDisposable
{
    private readonly ThreadLocal<Sequence> _sequence = new(() => new Sequence());

    /// <summary>A new id; unique across threads and nodes but for a chance of one in 2^80 per millisecond and
    /// pair.</summary>
    public string Next() => string.Create(
        CompactId.UlidLength,
        _sequence.Value!.Next(clock.GetUtcNow().ToUnixTimeMilliseconds()),
        static (text, number) => CompactId.Write(number, text));

    /// <inheritdoc/>
    public void Dispose() => _sequence.Dispose();

    private sealed class Sequence
    {
        private static readonly UInt128 RandomMask = (UInt128.One << 80) - 1;

        private UInt128 _last;

        public UInt128 Next(long milliseconds)
        {
            // A clock that stands still or steps back counts on from the last id, so order holds.
            _last = (UInt128)(ulong)milliseconds <= _last >> 80
                ? _last + 1
                : ((UInt128)(ulong)milliseconds << 80) | (RandomBits() & RandomMask);
            return _last;
        }

        private static UInt128 RandomBits()
        {
            Span<byte> bytes = stackalloc byte[16];
            Random.Shared.NextBytes(bytes);
            return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
        }
    }
}
