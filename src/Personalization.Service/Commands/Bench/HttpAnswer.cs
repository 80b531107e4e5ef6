using System.Buffers.Text;
using System.Text;

namespace Personalization.Service.Commands.Bench;

/// <summary>Just enough of HTTP/1.1 to prepare a request and to know where an answer ends.</summary>
internal static class HttpAnswer
{
    /// <summary>The length of the whole answer, head and body; -1 while the head is incomplete.</summary>
    /// <exception cref="IOException">The answer is not a 200 with a Content-Length.</exception>
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

        var field = received[..head].IndexOf("Content-Length: "u8);
        return field >= 0 && Utf8Parser.TryParse(received[(field + 16)..], out int body, out _)
            ? head + 4 + body
            : throw new IOException("The answer has no Content-Length.");
    }

    /// <summary>A POST with a JSON body, ready to be sent.</summary>
    public static byte[] Post(string path, string key, ReadOnlySpan<byte> json)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {key}\r\n" +
            $"Content-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. json];
    }
}
