using System.Text.Json.Serialization;

namespace Personalization.Domain.Campaigns;

/// <summary>Whether a campaign may be shown. Only an active or scheduled one is decided on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CampaignStatus>))]
public enum CampaignStatus
{
    /// <summary>Shown while its schedule covers the time. The default.</summary>
    [JsonStringEnumMemberName("active")]
    Active = 0,

    /// <summary>Being written.</summary>
    [JsonStringEnumMemberName("draft")]
    Draft = 1,

    /// <summary>Stopped for now.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused = 2,

    /// <summary>Kept for its history.</summary>
    [JsonStringEnumMemberName("archived")]
    Archived = 3,

    /// <summary>Waits for the start of its schedule, and is active from then on.</summary>
    [JsonStringEnumMemberName("scheduled")]
    Scheduled = 4,
}
