using System.CommandLine;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace Personalization.Service.Hosting;

/// <summary>
/// <c>personalization openapi --out FILE</c>: writes the API's description without starting the service.
/// </summary>
internal static class OpenApiCommand
{
    internal static Command Create()
    {
        var file = new Option<FileInfo>("--out") { Description = "The file to write.", Required = true };
        var command = new Command("openapi", "Write the OpenAPI description of the HTTP API to a file.") { file };
        command.SetAction(async (parsed, stop) =>
        {
            var path = parsed.GetRequiredValue(file);
            await File.WriteAllTextAsync(path.FullName, await DescribeAsync(stop), stop);
            Console.Out.WriteLine($"Wrote {path.FullName}.");
        });
        return command;
    }

    /// <summary>The description as JSON, the same text for the same code.</summary>
    internal static async Task<string> DescribeAsync(CancellationToken stop)
    {
        await using var app = ServiceApplication.Build([]);
        var document = app.Services.GetRequiredService<ISwaggerProvider>().GetSwagger(Swagger.Document);
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0, stop);
        return json.ReplaceLineEndings("\n") + "\n";
    }
}
