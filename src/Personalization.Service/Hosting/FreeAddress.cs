using System.Net;
using System.Net.Sockets;

namespace Personalization.Service.Hosting;

/// <summary>Says that a port is taken before long work is done for a server that could not start.</summary>
internal static class FreeAddress
{
    /// <summary>Whether the service could listen on these addresses now; what it cannot tell it lets pass.</summary>
    /// <exception cref="InvalidInputException">One of them is in use.</exception>
    internal static void Check(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = BindingAddress.Parse(url);
            if (!address.IsUnixPipe && !address.IsNamedPipe && address.Port > 0)
            {
                Check(address);
            }
        }
    }

    private static void Check(BindingAddress address)
    {
        var ip = IPAddress.TryParse(address.Host, out var given) ? given
            : string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : IPAddress.Any;
        try
        {
            using var listener = new TcpListener(ip, address.Port);
            listener.Start();
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new InvalidInputException(
                $"{address} is in use. Stop what listens there, or take another port: "
                + $"--urls http://127.0.0.1:{address.Port + 1}",
                fault);
        }
    }
}
