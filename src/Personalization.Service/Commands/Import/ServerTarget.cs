using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Import;

/// <summary>
/// Sends events to a running service through its batch call, in parts that fit it. Waits and tries again when it asks
/// for time, does not answer or cannot be reached for a while; what was taken already is then a duplicate.
/// </summary>
internal sealed class ServerTarget : IImportTarget, IDisposable
{
    private const int Attempts = 8;
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;
    private readonly Action<string> _tell;

    /// <param name="server">Its address.</param>
    /// <param name="key">A key that may ingest.</param>
    /// <param name="clock">By which it waits.</param>
    /// <param name="tell">Takes a line whenever it waits.</param>
    /// <param name="handler">Sends; null for the network.</param>
    internal ServerTarget(
        Uri server, string key, TimeProvider clock, Action<string> tell, HttpMessageHandler? handler = null)
    {
        (_clock, _tell) = (clock, tell);
        _client = new HttpClient(handler ?? new SocketsHttpHandler())
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(100),
        };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public int MaxEventBytes => SegmentLimits.MaxEventBytes;

    public async Task<IReadOnlyList<ImportOutcome>> SendAsync(
        IReadOnlyList<PreparedMessage> batch, CancellationToken stop)
    {
        var outcomes = new List<ImportOutcome>(batch.Count);
        for (var start = 0; start < batch.Count;)
        {
            var count = PartThatFits(batch, start);
            outcomes.AddRange(await SendPartAsync(batch, start, count, stop));
            start += count;
        }

        return outcomes;
    }

    public void Dispose() => _client.Dispose();

    private static int PartThatFits(IReadOnlyList<PreparedMessage> batch, int start)
    {
        const int Frame = 64;
        var bytes = Frame;
        var count = 0;
        while (start + count < batch.Count && count < SegmentLimits.MaxEvents)
        {
            bytes += batch[start + count].Source.Json.Length + 1;
            if (bytes > SegmentLimits.MaxBatchBytes && count > 0)
            {
                break;
            }

            count++;
        }

        return count;
    }

    private async Task<ImportOutcome[]> SendPartAsync(
        IReadOnlyList<PreparedMessage> batch, int start, int count, CancellationToken stop)
    {
        var body = SegmentMessage.Batch(batch.Skip(start).Take(count).Select(message => message.Source.Json));
        using var answer = await PostAsync(body, stop);
        var outcomes = new ImportOutcome[count];
        foreach (var index in answer.RootElement.GetProperty("duplicateIndexes").EnumerateArray())
        {
            outcomes[index.GetInt32()] = new ImportOutcome(Verdict.Duplicate);
        }

        foreach (var refused in answer.RootElement.GetProperty("rejected").EnumerateArray())
        {
            outcomes[refused.GetProperty("index").GetInt32()] =
                new ImportOutcome(Verdict.Rejected, refused.GetProperty("reason").GetString());
        }

        return outcomes;
    }

    private async Task<JsonDocument> PostAsync(ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await TryPostAsync(body, attempt, stop);
            if (response?.IsSuccessStatusCode == true)
            {
                return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(stop), default, stop);
            }

            if (response is not null && (attempt == Attempts || !IsWorthWaiting(response.StatusCode)))
            {
                throw new InvalidInputException(
                    $"{_client.BaseAddress} answered {(int)response.StatusCode}: "
                        + $"{await response.Content.ReadAsStringAsync(stop)}");
            }

            var wait = response?.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(attempt);
            if (response is not null)
            {
                Tell($"answered {(int)response.StatusCode}", wait, attempt);
            }

            await Task.Delay(wait, _clock, stop);
        }
    }

    // Null where the server could not be reached but may be soon.
    private async Task<HttpResponseMessage?> TryPostAsync(
        ReadOnlyMemory<byte> body, int attempt, CancellationToken stop)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            return await _client.PostAsync(new Uri("/v1/batch", UriKind.Relative), content, stop);
        }
        catch (HttpRequestException fault) when (!MayPass(fault.HttpRequestError) || attempt == Attempts)
        {
            throw new InvalidInputException($"{_client.BaseAddress} cannot be reached: {fault.Message}", fault);
        }
        catch (HttpRequestException fault)
        {
            Tell($"cannot be reached ({fault.GetBaseException().Message})", TimeSpan.FromSeconds(attempt), attempt);
            return null;
        }
        catch (TaskCanceledException fault) when (!stop.IsCancellationRequested)
        {
            if (attempt == Attempts)
            {
                throw new InvalidInputException($"{_client.BaseAddress} does not answer.", fault);
            }

            Tell("does not answer", TimeSpan.FromSeconds(attempt), attempt);
            return null;
        }
    }

    private void Tell(string what, TimeSpan wait, int attempt) => _tell(
        $"{_client.BaseAddress} {what}; trying again in {wait.TotalSeconds:0} s ({attempt} of {Attempts - 1}).");

    // A server that is being started again refuses connections or cuts them; a name that there is not, or a certificate
    // that is not trusted, stays so.
    private static bool MayPass(HttpRequestError error) =>
        error is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded or HttpRequestError.Unknown;

    private static bool IsWorthWaiting(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway;
}
