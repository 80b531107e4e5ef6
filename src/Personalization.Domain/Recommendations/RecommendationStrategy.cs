using System.Text.Json.Serialization;

namespace Personalization.Domain.Recommendations;

/// <summary>How products are chosen. The names are the HTTP contract.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecommendationStrategy>))]
public enum RecommendationStrategy
{
    /// <summary>Near to what the customer looked at, carted and bought lately.</summary>
    [JsonStringEnumMemberName("for-you")]
    ForYou = 0,

    /// <summary>What customers of one product also looked at and bought.</summary>
    [JsonStringEnumMemberName("similar")]
    Similar = 1,

    /// <summary>What is in the same orders as one product.</summary>
    [JsonStringEnumMemberName("bought-together")]
    BoughtTogether = 2,

    /// <summary>What most customers take, the recent ones counting more.</summary>
    [JsonStringEnumMemberName("popular")]
    Popular = 3,

    /// <summary>What customers take more of now than before.</summary>
    [JsonStringEnumMemberName("trending")]
    Trending = 4,

    /// <summary>What the customer saw last, newest first.</summary>
    [JsonStringEnumMemberName("recently-viewed")]
    RecentlyViewed = 5,
}
