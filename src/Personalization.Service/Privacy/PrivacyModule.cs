namespace Personalization.Service.Privacy;

/// <summary>What customers allow, and forgetting them.</summary>
public static class PrivacyModule
{
    /// <summary>Registers the settings, and what takes customers' wishes.</summary>
    public static void AddPrivacy(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PrivacyOptions>()
            .BindConfiguration("Privacy")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<CustomerWishes>();
    }
}
