using System.Text.Json.Serialization;

namespace Personalization.Domain.Campaigns;

/// <summary>How long a campaign leaves a customer alone who has responded to it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Cooldown
{
    /// <summary>
    /// How long before an order an impression or click of a campaign counts as having led to it.
    /// </summary>
    public static readonly TimeSpan Attribution = TimeSpan.FromDays(7);

    /// <summary>After the last <c>Promotion Clicked</c>: <c>7d</c>. None when absent.</summary>
    public string? AfterClick { get; init; }

    /// <summary>
    /// After the customer's last order, when the campaign was seen or clicked within 7 days before it.
    /// None when absent.
    /// </summary>
    public string? AfterConversion { get; init; }

    internal void Validate(FieldErrors errors)
    {
        if (AfterClick is not null)
        {
            WindowText.Validate(errors, "cooldown.afterClick", AfterClick);
        }

        if (AfterConversion is not null)
        {
            WindowText.Validate(errors, "cooldown.afterConversion", AfterConversion);
        }
    }
}
