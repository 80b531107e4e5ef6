namespace Personalization.Service.Hosting;

/// <summary>The HTTP server: addresses and limits.</summary>
internal static class Server
{
    /// <summary>
    /// The largest body any route takes. Routes with a smaller limit (ingest: 500 KB) say so themselves.
    /// </summary>
    internal const int MaxBodyBytes = 600 * 1024;

    internal static void AddServer(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 64;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        });

        var configuration = builder.Configuration;
        var addressed = configuration["urls"] is not null || configuration["http_ports"] is not null
            || configuration["https_ports"] is not null || configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!addressed)
        {
            builder.WebHost.UseUrls(ServiceApplication.DefaultUrl);
        }
    }
}
