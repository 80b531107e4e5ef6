using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Service.Commands.Demo;

namespace Personalization.Service.Commands.Bench;

/// <summary>Profiles of the simulated shop's customers: a year of visits, carts, orders and e-mails each.</summary>
internal static class BenchCustomers
{
    private const int Seed = 20260101;

    /// <summary>The profiles, under ids that begin with the prefix.</summary>
    public static IReadOnlyList<Profile> Create(int count, string prefix, DateTimeOffset now)
    {
        var profiles = new Dictionary<string, Profile>(StringComparer.Ordinal);
        foreach (var message in new ShopSimulator(Seed, count, now).Messages())
        {
            if (!SegmentEnvelope.TryRead(message.Json, null, out var envelope, out var fault))
            {
                throw new InvalidOperationException($"The simulated shop wrote a message that is not one: {fault}");
            }

            foreach (var sent in SegmentParser.Parse(envelope, now, static () => "").Events.Where(sent => sent.Customer.IsKnown))
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
}
