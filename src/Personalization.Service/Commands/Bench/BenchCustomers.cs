using System.Buffers;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Service.Commands.Demo;
using Personalization.Service.Commands.Import;

namespace Personalization.Service.Commands.Bench;

/// <summary>Profiles of the simulated shop's customers: a year of visits, carts, orders and e-mails each.</summary>
internal static class BenchCustomers
{
    private const int Seed = 20260101;

    /// <summary>The profiles, under ids that begin with the prefix.</summary>
    public static IReadOnlyList<Profile> Create(int count, string prefix, DateTimeOffset now)
    {
        var profiles = new Dictionary<string, Profile>(StringComparer.Ordinal);
        foreach (var messages in new ShopSimulator(Seed, count, now).Messages().Chunk(500))
        {
            foreach (var sent in Parse(messages, now).Where(sent => sent.Customer.IsKnown))
            {
                if (!profiles.TryGetValue(sent.Customer.Id, out var profile))
                {
                    profile = new Profile(CustomerKey.Known(prefix + sent.Customer.Id));
                    profiles.Add(sent.Customer.Id, profile);
                }

                profile.Apply(CustomerEvent.Read(sent));
                profile.Advance(profile.Version + 1);
            }
        }

        return [.. profiles.Values];
    }

    private static IReadOnlyList<NewEvent> Parse(IEnumerable<ImportedMessage> messages, DateTimeOffset now)
    {
        var batch = new ArrayBufferWriter<byte>(256 * 1024);
        batch.Write("{\"batch\":["u8);
        var separator = ReadOnlySpan<byte>.Empty;
        foreach (var message in messages)
        {
            batch.Write(separator);
            batch.Write(message.Json.Span);
            separator = ","u8;
        }

        batch.Write("]}"u8);
        return SegmentEnvelope.TryRead(batch.WrittenMemory, null, out var envelope, out var fault)
            ? SegmentParser.Parse(envelope, now, static () => Guid.NewGuid().ToString("N")).Events
            : throw new InvalidOperationException($"The simulated shop wrote what is not a batch: {fault}");
    }
}
