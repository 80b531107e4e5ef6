using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Personalization.Service.Decisions;

/// <summary>Builds a JSON answer in a buffer that its thread keeps, and sends it in one piece with its
/// length.</summary>
/// <remarks>A known length saves the chunked framing of a streamed body, and one write is one packet.</remarks>
internal sealed class AnswerBuffer : IDisposable
{
    private const int KeptBytes = 256 * 1024;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static AnswerBuffer? s_current;

    private readonly ArrayBufferWriter<byte> _bytes = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    private AnswerBuffer() => _json = new Utf8JsonWriter(_bytes, WriterOptions);

    /// <summary>Writes the answer to the response; <paramref name="write"/> runs at once on this thread.</summary>
    public static ValueTask<System.IO.Pipelines.FlushResult> SendAsync<T>(
        HttpResponse response, T state, Action<Utf8JsonWriter, T> write, CancellationToken stop)
    {
        // Taken, so that a writer that sends an answer of its own would not share the buffer.
        var buffer = s_current ?? new AnswerBuffer();
        s_current = null;
        try
        {
            buffer._bytes.ResetWrittenCount();
            buffer._json.Reset();
            write(buffer._json, state);
            buffer._json.Flush();
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = buffer._bytes.WrittenCount;
            response.BodyWriter.Write(buffer._bytes.WrittenSpan);
            return response.BodyWriter.FlushAsync(stop);
        }
        finally
        {
            if (buffer._bytes.Capacity <= KeptBytes)
            {
                s_current = buffer;
            }
            else
            {
                buffer.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
