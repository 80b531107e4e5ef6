using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Personalization.Testing;

/// <summary>
/// A server that a test process started for itself. A small shell watches over it: when this process ends, however it
/// ends, the shell's input closes and it kills the server and removes its folder.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Watch = """
        folder=$1; shift
        "$@" >"$folder/server.log" 2>&1 </dev/null &
        pid=$!
        echo $pid
        read -r _
        kill -INT $pid 2>/dev/null; kill -CONT $pid 2>/dev/null
        for i in 1 2 3 4 5 6 7 8 9 10; do kill -0 $pid 2>/dev/null || break; sleep 0.1; done
        kill -KILL $pid 2>/dev/null
        rm -rf "$folder"
        """;

    // A collected Process closes its pipes, and the shell would take that for this process's end.
    private static readonly ConcurrentDictionary<int, ServerProcess> Running = new();

    private readonly Process _shell;

    private ServerProcess(Process shell, int id, string folder)
    {
        _shell = shell;
        Id = id;
        Folder = folder;
    }

    /// <summary>The server's process id.</summary>
    public int Id { get; }

    /// <summary>Its folder, removed with it; <c>server.log</c> is its output.</summary>
    public string Folder { get; }

    /// <summary>Starts a server whose files live in the folder.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, params string[] command)
    {
        var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Watch, "watch", folder, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var id = int.Parse((await shell.StandardOutput.ReadLineAsync())!);
        return Running[id] = new ServerProcess(shell, id, folder);
    }

    /// <summary>Sends a signal by name: TERM, KILL, STOP, CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>What the server printed so far, for the message of a failed start.</summary>
    public string ReadLog() => File.Exists(Path.Combine(Folder, "server.log"))
        ? File.ReadAllText(Path.Combine(Folder, "server.log"))
        : "";

    /// <summary>A loopback port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Running.TryRemove(Id, out _);
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
