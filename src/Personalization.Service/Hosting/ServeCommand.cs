using System.CommandLine;

namespace Personalization.Service.Hosting;

/// <summary><c>personalization serve</c>: the HTTP service on the configured stores.</summary>
internal static class ServeCommand
{
    internal static Command Create()
    {
        var command = new Command(
            "serve", "Run the HTTP service (the default). Settings: environment, or --Section:Name=value.")
        {
            ServiceOptions.Urls,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, stop) =>
        {
            await using var app = ServiceApplication.Build(ServiceOptions.Settings(parsed));
            await ServiceRun.RunAsync(
                app,
                () => Console.Out.WriteLineAsync(
                    $"Listening on {string.Join(", ", app.Urls)} (Swagger at /swagger)."),
                stop);
        });
        return command;
    }
}
