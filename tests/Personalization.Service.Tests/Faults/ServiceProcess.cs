using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Personalization.Testing;

namespace Personalization.Service.Tests.Faults;

/// <summary>The service as a process of its own, so that it can be killed.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    internal const string AdminKey = "fault-tests-administrator-key";
    private readonly ServerProcess _process;

    private ServiceProcess(ServerProcess process, int port)
    {
        _process = process;
        Client =
            new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    internal HttpClient Client { get; }

    /// <summary>Starts it on these stores and waits until it is ready.</summary>
    internal static async Task<ServiceProcess> StartAsync(params string[] settings)
    {
        var port = ServerProcess.FreePort();
        var folder = Directory.CreateTempSubdirectory("personalization-service-").FullName;
        var process = await ServerProcess.StartAsync(
            folder,
            [
                Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet",
                Path.Combine(AppContext.BaseDirectory, "personalization.dll"),
                "serve", "--urls", $"http://127.0.0.1:{port}", $"--Auth:BootstrapAdminKey={AdminKey}", .. settings,
            ]);
        var service = new ServiceProcess(process, port);
        await service.WaitUntilReadyAsync();
        return service;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    internal Task KillAsync() => _process.SignalAsync("KILL");

    internal async Task<JsonElement> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement
            : throw new HttpRequestException($"{path} answered {(int)response.StatusCode}: {text}");
    }

    internal async Task<JsonElement> GetAsync(string path)
    {
        var text = await Client.GetStringAsync(new Uri(path, UriKind.Relative));
        return JsonDocument.Parse(text).RootElement;
    }

    internal async Task PutAsync(string path, string json)
    {
        using var content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var response = await Client.PutAsync(new Uri(path, UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{path} answered {(int)response.StatusCode}: {text}");
        }
    }

    /// <summary>One numeric feature of a customer, now; 0 when it has no value.</summary>
    internal async Task<double> FeatureAsync(string customer, string name)
    {
        var value = (await GetAsync($"/customers/{customer}/features")).GetProperty("features").GetProperty(name);
        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    private async Task WaitUntilReadyAsync()
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromMinutes(2))
        {
            try
            {
                using var response = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException($"The service did not get ready: {_process.ReadLog()}");
    }
}
