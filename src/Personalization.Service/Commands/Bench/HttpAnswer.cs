using System.Buffers.Text;
using System.Text;

namespace Personalization.Service.Commands.Bench;

/// <summary>Just enough of HTTP/1.1 to prepare a request and to know where an answer ends.</summary>
internal static class HttpAnswer
{
    /// <summary>
    /// The length of the whole answer, head and body; -1 while too little of it is there to tell. Chunked answers are
    /// known to be whole only when their last chunk is.
    /// </summary>
    /// <exception cref="IOException">The answer is not a 200 whose length can be told.</exception>
    public static int Length(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return -1;
        }

        if (!received.StartsWith("HTTP/1.1 200"u8))
        {
            throw new IOException("Expected a 200, got: " + Encoding.UTF8.GetString(received));
        }

        if (received[..head].IndexOf("Transfer-Encoding: chunked"u8) >= 0)
        {
            return ChunkedEnd(received, head + 4);
        }

        var field = received[..head].IndexOf("Content-Length: "u8);
        return field >= 0 && Utf8Parser.TryParse(received[(field + 16)..], out int body, out _)
            ? head + 4 + body
            : throw new IOException("The answer has no Content-Length.");
    }

    // Each chunk is its length in hexadecimal, a line end, so many bytes, a line end; the last has length 0
    // (RFC 9112, 7.1).
    private static int ChunkedEnd(ReadOnlySpan<byte> received, int at)
    {
        while (at < received.Length)
        {
            var line = received[at..].IndexOf("\r\n"u8);
            if (line < 0 || !Utf8Parser.TryParse(received.Slice(at, line), out int length, out _, 'x'))
            {
                return -1;
            }

            at += line + 2 + length + 2;
            if (length == 0)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>A POST with a JSON body, ready to be sent.</summary>
    public static byte[] Post(string path, string key, ReadOnlySpan<byte> json)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key}\r\n" +
            $"Content-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. json];
    }
}
