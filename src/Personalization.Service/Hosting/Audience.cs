namespace Personalization.Service.Hosting;

/// <summary>Who an endpoint is for: the groups that Swagger shows. Use with <c>WithTags</c>.</summary>
public static class Audience
{
    /// <summary>Web shops and apps that send events and ask for decisions while a page renders.</summary>
    public const string Web = "Web frontends";

    /// <summary>E-mail service providers that ask for content at send time.</summary>
    public const string Email = "E-mail";

    /// <summary>Marketing: campaigns, segments, customers, models.</summary>
    public const string Marketing = "Marketing";

    /// <summary>Those who run the service: health, metrics, keys, rejected events.</summary>
    public const string Operations = "Operations";
}
