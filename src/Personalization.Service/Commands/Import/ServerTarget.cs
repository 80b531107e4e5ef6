using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Import;

/// <summary>
/// Sends events to a running service through its batch call, in parts that fit it, and waits when it asks for time.
/// </summary>
internal sealed class ServerTarget : IImportTarget, IDisposable
{
    private const int Attempts = 8;
    private readonly HttpClient _client;
    private readonly TimeProvider _clock;

    internal ServerTarget(Uri server, string key, TimeProvider clock)
    {
        _clock = clock;
        _client = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(100) };
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
            using var content = new ReadOnlyMemoryContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _client.PostAsync(new Uri("/v1/batch", UriKind.Relative), content, stop);
            if (response.IsSuccessStatusCode)
            {
                return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(stop), default, stop);
            }

            if (attempt == Attempts || !IsWorthWaiting(response.StatusCode))
            {
                throw new InvalidInputException(
                    $"{_client.BaseAddress} answered {(int)response.StatusCode}: "
                        + $"{await response.Content.ReadAsStringAsync(stop)}");
            }

            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(attempt), _clock, stop);
        }
    }

    private static bool IsWorthWaiting(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway;
}
