using Microsoft.AspNetCore.Connections;

namespace Personalization.Service.Hosting;

/// <summary>Runs the service from its start until it is told to stop.</summary>
internal static class ServiceRun
{
    /// <summary>Starts, calls back when it listens, and waits for the end.</summary>
    /// <exception cref="InvalidInputException">An address that it was told to listen on is taken.</exception>
    internal static async Task RunAsync(WebApplication app, Func<Task> whenListening, CancellationToken stop)
    {
        try
        {
            await app.StartAsync(stop);
            await whenListening();
            await app.WaitForShutdownAsync(stop);
        }
        catch (Exception fault)
        {
            // Workers started before the server did. Disposing alone takes their timers away while they wait on them,
            // which each of them would report as a failure of its own.
            await app.StopAsync(CancellationToken.None);
            if (fault is IOException { InnerException: AddressInUseException })
            {
                FreeAddress.Check(app.Configuration["urls"] ?? ServiceApplication.DefaultUrl);
                throw new InvalidInputException(fault.Message, fault);
            }

            throw;
        }
    }
}
