using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Personalization.Domain.Decisions;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;

namespace Personalization.Service.OpenFeature;

/// <summary>POST /ofrep/v1/evaluate/flags: every placement for one customer, for clients that evaluate
/// ahead.</summary>
/// <remarks>
/// The ETag covers whom it is for and what every flag came to, not the ids of the decisions; an answer of 304 is not a
/// new decision, so it is neither logged nor counted.
/// </remarks>
internal sealed class EvaluateFlags(
    DecisionDesk desk, CatalogueHolder catalogue, DecisionSink sink, TimeProvider clock)
{
    /// <summary>What it answers.</summary>
    internal sealed record Response(IReadOnlyList<EvaluateFlag.Response> Flags);

    internal void Map(IEndpointRouteBuilder routes)
    {
        Delegate handler = HandleAsync;
        routes.MapPost("/ofrep/v1/evaluate/flags", handler)
            .WithName("EvaluateFlags").WithTags(Audience.Web)
            .WithSummary(
                "OpenFeature: evaluate every placement as a flag; 304 when If-None-Match holds the ETag there is.")
            .RequireScope(Scope.Decide)
            .ForBrowsers().AnswersWithoutStores()
            .Accepts<EvaluationRequest>("application/json")
            .Produces<Response>()
            .Produces(StatusCodes.Status304NotModified)
            .Produces<EvaluationFailure>(StatusCodes.Status400BadRequest)
            .Produces<EvaluationFailure>(StatusCodes.Status500InternalServerError)
            .WithExample(
                response: $$"""{ "flags": [ {{EvaluateFlag.Example}} ] }""", request: EvaluationRequest.Example);
    }

    private async Task HandleAsync(HttpContext http)
    {
        var stop = http.RequestAborted;
        var (subject, failure) = await EvaluationRequest.ReadAsync(http.Request, flag: null, stop);
        if (failure is not null)
        {
            await failure.SendAsync(http.Response, StatusCodes.Status400BadRequest, stop);
            return;
        }

        try
        {
            await AnswerAsync(http, subject!, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && !http.Response.HasStarted)
        {
            sink.Failed(e);
            await new EvaluationFailure(null, EvaluationFailure.General, "The service failed; its log says why.")
                .SendAsync(http.Response, StatusCodes.Status500InternalServerError, stop);
        }
    }

    private async Task AnswerAsync(HttpContext http, EvaluationSubject subject, CancellationToken stop)
    {
        var started = clock.GetTimestamp();
        var result = await desk.DecideAsync(subject.Ask(catalogue.Current.Placements, preview: true), stop);
        var tag = Tag(subject, result.Decisions);
        http.Response.Headers.ETag = $"\"{tag}\"";
        if (Holds(http.Request.Headers.IfNoneMatch.ToString(), tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        sink.Record(result.LoggedFor, clock.GetUtcNow(), result.Decisions, clock.GetElapsedTime(started));
        await AnswerBuffer.SendAsync(http.Response, result.Decisions, Write, stop);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Decision> decisions)
    {
        json.WriteStartObject();
        json.WriteStartArray("flags"u8);
        foreach (var decision in decisions)
        {
            // A placement that was removed since the list was made.
            if (decision.Reason != DecisionReason.UnknownPlacement)
            {
                FlagWriter.Write(json, decision);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Quoted, weak, bare and listed forms are read alike; the protocol's own example is bare.</summary>
    private static bool Holds(string header, string tag)
    {
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            var bare = part.StartsWith("W/", StringComparison.Ordinal) ? part[2..] : part;
            if (bare == "*" || bare.Trim('"') == tag)
            {
                return true;
            }
        }

        return false;
    }

    private static string Tag(EvaluationSubject subject, IReadOnlyList<Decision> decisions)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, subject.Customer);
        Add(hash, subject.Visitor);
        foreach (var decision in decisions)
        {
            Add(hash, decision.Placement);
            Add(hash, decision.Campaign);
            Add(hash, decision.Variant);
            Add(hash, FlagWriter.Reason(decision));
            Add(hash, DecisionWriter.Name(decision.Reason));
            Add(hash, decision.Html);
            if (decision.Content is { ValueKind: not JsonValueKind.Undefined } content)
            {
                hash.AppendData(JsonMarshal.GetRawUtf8Value(content));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    // A separator, so that moving a character from one text to the next changes the tag.
    private static void Add(IncrementalHash hash, string? text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0) + 1);
        var length = text is null ? 0 : Encoding.UTF8.GetBytes(text, bytes);
        bytes[length] = text is null ? (byte)0xFE : (byte)0xFF;
        hash.AppendData(bytes, 0, length + 1);
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
