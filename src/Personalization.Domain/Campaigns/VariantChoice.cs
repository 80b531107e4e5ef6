using System.Text.Json.Serialization;

namespace Personalization.Domain.Campaigns;

/// <summary>How a campaign chooses among its variants for a customer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VariantChoice>))]
public enum VariantChoice
{
    /// <summary>By chance, in the proportions of the weights; a customer keeps the variant. The default.</summary>
    [JsonStringEnumMemberName("weighted")]
    Weighted = 0,

    /// <summary>
    /// The one whose <c>rank</c> gives the most, of those whose condition holds: rules say who is addressed, a score or
    /// affinity which content comes first. Equal ranks go by the order written.
    /// </summary>
    [JsonStringEnumMemberName("ranked")]
    Ranked = 1,

    /// <summary>The first whose condition holds: if, else if, else.</summary>
    [JsonStringEnumMemberName("first-match")]
    FirstMatch = 2,
}
