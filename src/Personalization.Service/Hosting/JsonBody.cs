using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Personalization.Service.Hosting;

/// <summary>Reads a whole body.</summary>
internal delegate T BodyReader<T>(in ReadOnlySequence<byte> body);

/// <summary>Reads a request's body as JSON of one type, whatever content type it was declared with.</summary>
internal static class JsonBody
{
    /// <summary>The body; null for the JSON value null.</summary>
    /// <exception cref="BadHttpRequestException">It is empty, not JSON, or a value has the wrong type: answered with
    /// 400 and the place.</exception>
    public static ValueTask<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken stop) =>
        ReadAsync(request, (in ReadOnlySequence<byte> body) => Parse(body, type), stop);

    /// <summary>The whole body, read by a reader of the caller's.</summary>
    public static async ValueTask<T> ReadAsync<T>(HttpRequest request, BodyReader<T> read, CancellationToken stop)
    {
        var body = request.BodyReader;
        for (; ; )
        {
            var result = await body.ReadAsync(stop);
            if (!result.IsCompleted)
            {
                body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            try
            {
                return read(result.Buffer);
            }
            finally
            {
                body.AdvanceTo(result.Buffer.End);
            }
        }
    }

    /// <summary>The value that a whole body is; null for the JSON value null.</summary>
    /// <exception cref="BadHttpRequestException">As when reading.</exception>
    public static T? Parse<T>(in ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
    {
        if (body.IsEmpty)
        {
            throw new BadHttpRequestException("The body is empty: send JSON.");
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            var value = JsonSerializer.Deserialize(ref reader, type);
            return EndsHere(body.Slice(reader.Position))
                ? value
                : throw new BadHttpRequestException("The body is not valid JSON: something follows the value.");
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException(
                "The body is not what this route takes.", StatusCodes.Status400BadRequest, e);
        }
    }

    private static bool EndsHere(ReadOnlySequence<byte> rest)
    {
        foreach (var part in rest)
        {
            if (part.Span.ContainsAnyExcept(" \t\r\n"u8))
            {
                return false;
            }
        }

        return true;
    }
}
