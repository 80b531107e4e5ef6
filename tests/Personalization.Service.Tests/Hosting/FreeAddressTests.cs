using System.Net;
using System.Net.Sockets;
using Personalization.Service.Hosting;

namespace Personalization.Service.Tests.Hosting;

public sealed class FreeAddressTests
{
    [Fact, Trait("clause", "CMD-6")]
    public void A_port_that_is_taken_is_named_and_one_that_is_free_passes()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        foreach (var host in new[] { "127.0.0.1", "localhost", "*" })
        {
            var fault = Assert.Throws<InvalidInputException>(
                () => FreeAddress.Check($"http://127.0.0.1:0;http://{host}:{port}"));
            Assert.Contains($":{port} is in use", fault.Message, StringComparison.Ordinal);
        }

        listener.Stop();
        FreeAddress.Check($"http://127.0.0.1:{port};http://unix:/tmp/personalization.sock");
    }
}
