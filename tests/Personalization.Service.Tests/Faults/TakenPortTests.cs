using System.Net;
using System.Net.Sockets;
using Personalization.Service.Tests.Support;

namespace Personalization.Service.Tests.Faults;

public sealed class TakenPortTests
{
    [Fact, Trait("clause", "CMD-6"), Trait("clause", "OPS-4")]
    public async Task A_port_that_is_taken_when_the_server_binds_is_one_line_after_the_workers_have_stopped()
    {
        var folder = Directory.CreateTempSubdirectory("taken-port-");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var result = await CommandProcess.RunAsync(
            "serve", "--urls", $"http://127.0.0.1:{port}", $"--Data:Directory={folder.FullName}",
            "--Serilog:MinimumLevel:Default=Warning");

        folder.Delete(recursive: true);
        Assert.Equal(
            $"http://127.0.0.1:{port} is in use. Stop what listens there, or take another port: "
            + $"--urls http://127.0.0.1:{port + 1}\n",
            result.Errors);
        Assert.Equal(2, result.ExitCode);
    }
}
