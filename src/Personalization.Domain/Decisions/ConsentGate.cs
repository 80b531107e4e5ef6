using Personalization.Domain.Privacy;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>Whether what is known of a customer may be used, and for what.</summary>
internal static class ConsentGate
{
    /// <summary>
    /// Whether anything of the profile may be shown or answered outside of a campaign: in default content, in
    /// recommendations, in the summary.
    /// </summary>
    internal static bool MayPersonalize(Profile profile, bool allowsUnasked) =>
        Allows(profile.Permissions.StatusOfKey(Personalization), allowsUnasked);

    /// <summary>Whether the customer consented to everything that a campaign needs.</summary>
    internal static bool HasConsent(DecisionSubject subject, CompiledCampaign campaign)
    {
        // What nearly every campaign needs was asked once for the call.
        if (ReferenceEquals(campaign.Needs, DefaultNeeds))
        {
            return subject.MayPersonalize;
        }

        var permissions = subject.Query.Profile.Permissions;
        foreach (var need in campaign.Needs)
        {
            if (!Allows(permissions.StatusOfKey(need), subject.AllowsUnasked))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the customer opted out of the placement's channel or of what the campaign is about.</summary>
    internal static bool HasOptedOut(DecisionSubject subject, CompiledPlacement placement, CompiledCampaign campaign)
    {
        var permissions = subject.Query.Profile.Permissions;
        if (permissions.IsEmpty || (placement.Channel is null && campaign.Topics.Length == 0))
        {
            return false;
        }

        if (permissions.HasOptedOut(placement.Channel, topic: null))
        {
            return true;
        }

        foreach (var topic in campaign.Topics)
        {
            if (permissions.HasOptedOut(placement.Channel, topic))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The permissions' names of the categories that a campaign needs.</summary>
    internal static string[] Needs(IReadOnlyList<string>? categories) =>
        categories is null
            ? DefaultNeeds
            : [.. categories.Select(PermissionKey.OfConsent).Distinct(StringComparer.Ordinal)];

    private static readonly string Personalization = PermissionKey.OfConsent(ConsentCategories.Personalization);
    private static readonly string[] DefaultNeeds = [Personalization];

    private static bool Allows(ConsentStatus status, bool allowsUnasked) =>
        status == ConsentStatus.Granted || (status == ConsentStatus.NeverAsked && allowsUnasked);
}
