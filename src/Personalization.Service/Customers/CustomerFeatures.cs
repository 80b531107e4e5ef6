using System.Text.Json.Nodes;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;

namespace Personalization.Service.Customers;

/// <summary>A customer's features at an instant, by name; null where there is no value.</summary>
internal sealed record CustomerFeatures(string CustomerId, DateTimeOffset At, JsonObject Features)
{
    /// <param name="profile">The customer's events up to <paramref name="at"/> and none after.</param>
    internal static CustomerFeatures Of(Profile profile, DateTimeOffset at)
    {
        var numbers = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(profile, at, numbers);
        var features = new JsonObject();
        foreach (var feature in FeatureCatalogue.All)
        {
            features[feature.Name] = feature.Index >= numbers.Length
                ? JsonValue.Create(FeatureCatalogue.Text(profile, feature))
                : double.IsFinite(numbers[feature.Index]) ? JsonValue.Create(numbers[feature.Index]) : null;
        }

        return new CustomerFeatures(profile.Customer.Id, at, features);
    }
}
