using System.Text.Json;
using Personalization.Domain.Privacy;

namespace Personalization.Domain.Events;

/// <summary>Reads what an event says the customer allows.</summary>
internal static class PermissionReader
{
    /// <summary>The channel that Segment's <c>Unsubscribed</c> is about.</summary>
    private const string Email = "email";

    /// <summary>
    /// Reads the value of <c>context.consent</c>. A missing object says nothing, an empty one denies every category.
    /// Source: Segment, Consent in Segment, the consent object.
    /// </summary>
    public static void ReadConsent(ref Utf8JsonReader json, ref Dictionary<string, bool>? into)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isPreferences = JsonValues.Name(json).SequenceEqual("categoryPreferences"u8);
            json.Read();
            if (isPreferences && json.TokenType == JsonTokenType.StartObject)
            {
                ReadCategories(ref json, into ??= []);
            }
            else
            {
                json.Skip();
            }
        }
    }

    /// <summary>Reads the properties of a change of preferences: <c>subscriptions</c>, a list of objects.</summary>
    public static void ReadSubscriptions(ref Utf8JsonReader json, ref Dictionary<string, bool>? into)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isList = JsonValues.Name(json).SequenceEqual("subscriptions"u8);
            json.Read();
            if (!isList || json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                ReadSubscription(ref json, into ??= []);
            }
        }
    }

    /// <summary>The same, and no e-mail any more.</summary>
    public static Dictionary<string, bool> Unsubscribe(Dictionary<string, bool>? said)
    {
        said ??= [];
        said[PermissionKey.OfOptOut(Email, topic: null)] = false;
        return said;
    }

    private static void ReadCategories(ref Utf8JsonReader json, Dictionary<string, bool> into)
    {
        var any = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var key = PermissionKey.OfConsent(JsonValues.Name(json));
            json.Read();
            any = true;
            if (key is not null && json.TokenType is (JsonTokenType.True or JsonTokenType.False))
            {
                into[key] = json.TokenType == JsonTokenType.True;
            }

            json.Skip();
        }

        if (!any)
        {
            into[PermissionKey.EveryConsent] = false;
        }
    }

    private static void ReadSubscription(ref Utf8JsonReader json, Dictionary<string, bool> into)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        string? channel = null;
        string? topic = null;
        bool? isSubscribed = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Text(json);
            json.Read();
            switch (name)
            {
                case "channel":
                    channel = JsonValues.Text(json);
                    break;
                case "topic":
                    topic = JsonValues.Text(json);
                    break;
                case "subscribed" when json.TokenType is JsonTokenType.True or JsonTokenType.False:
                    isSubscribed = json.TokenType == JsonTokenType.True;
                    break;
            }

            json.Skip();
        }

        if (isSubscribed is { } word && (channel ?? topic) is not null
            && (channel is null || PermissionKey.IsName(channel)) && (topic is null || PermissionKey.IsName(topic)))
        {
            into[PermissionKey.OfOptOut(channel, topic)] = word;
        }
    }
}
