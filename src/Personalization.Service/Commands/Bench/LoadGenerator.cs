using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Personalization.Service.Commands.Bench;

/// <summary>Sends prepared HTTP/1.1 requests over a few keep-alive connections on this machine, one in flight a
/// connection.</summary>
/// <remarks>
/// Plain sockets, so that on a small machine the client takes as little of the processor from the server as it
/// can; both sides of a comparison use the same client. An answer must be a 200 with a Content-Length; anything
/// else ends the run.
/// </remarks>
internal sealed class LoadGenerator : IDisposable
{
    private readonly Connection[] _connections;

    private LoadGenerator(Connection[] connections) => _connections = connections;

    /// <summary>Opens the connections to a server on the loopback interface.</summary>
    public static async Task<LoadGenerator> ConnectAsync(int port, int connections, CancellationToken stop)
    {
        var opened = new Connection[connections];
        for (var i = 0; i < connections; i++)
        {
            opened[i] = await Connection.OpenAsync(new IPEndPoint(IPAddress.Loopback, port), stop);
        }

        return new LoadGenerator(opened);
    }

    /// <summary>Sends the requests round and round for a while, each connection from its own place in the
    /// list.</summary>
    public async Task<LoadRun> RunAsync(IReadOnlyList<byte[]> requests, TimeSpan duration, CancellationToken stop)
    {
        var begin = Stopwatch.GetTimestamp();
        var end = begin + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var loops = _connections.Select((connection, i) =>
            Task.Run(() => connection.LoopAsync(requests, i * requests.Count / _connections.Length, end, stop), stop));
        var latencies = (await Task.WhenAll(loops)).SelectMany(list => list).ToArray();
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Array.Sort(latencies);
        return new LoadRun(seconds, latencies);
    }

    /// <summary>Sends every request once, each over whichever connection is free; answers how many seconds it
    /// took.</summary>
    public async Task<double> SendEachOnceAsync(IReadOnlyList<byte[]> requests, CancellationToken stop)
    {
        var next = -1;
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(_connections.Select(connection => Task.Run(() => SendAsync(connection), stop)));
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;

        async Task SendAsync(Connection connection)
        {
            for (var i = Interlocked.Increment(ref next); i < requests.Count; i = Interlocked.Increment(ref next))
            {
                await connection.AskAsync(requests[i], stop);
            }
        }
    }

    /// <summary>How long the body of one answer is, in bytes.</summary>
    public Task<int> AnswerLengthAsync(byte[] request, CancellationToken stop) =>
        _connections[0].AskAsync(request, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private sealed class Connection(Socket socket) : IDisposable
    {
        private readonly byte[] _buffer = new byte[256 * 1024];

        public static async Task<Connection> OpenAsync(EndPoint server, CancellationToken stop)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server, stop);
            return new Connection(socket);
        }

        public async Task<List<long>> LoopAsync(
            IReadOnlyList<byte[]> requests, int first, long end, CancellationToken stop)
        {
            var latencies = new List<long>(1 << 16);
            for (var i = first; Stopwatch.GetTimestamp() < end; i++)
            {
                var sent = Stopwatch.GetTimestamp();
                await socket.SendAsync(requests[i % requests.Count], stop);
                await ReceiveAsync(stop);
                latencies.Add(Stopwatch.GetTimestamp() - sent);
            }

            return latencies;
        }

        public async Task<int> AskAsync(byte[] request, CancellationToken stop)
        {
            await socket.SendAsync(request, stop);
            var length = await ReceiveAsync(stop);
            return length - 4 - _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }

        public void Dispose() => socket.Dispose();

        private async ValueTask<int> ReceiveAsync(CancellationToken stop)
        {
            var (received, length) = (0, -1);
            while (length < 0 || received < length)
            {
                var read = await socket.ReceiveAsync(_buffer.AsMemory(received), stop);
                received += read;
                if (read == 0)
                {
                    throw new IOException("The server closed the connection in the middle of an answer.");
                }

                length = length < 0 ? HttpAnswer.Length(_buffer.AsSpan(0, received)) : length;
            }

            return length;
        }
    }
}
