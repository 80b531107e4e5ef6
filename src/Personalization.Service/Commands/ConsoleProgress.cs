using Spectre.Console;

namespace Personalization.Service.Commands;

/// <summary>Tells how far some work is: the part done, 0 to 1, and a few words.</summary>
internal delegate void ReportProgress(double done, string detail);

/// <summary>
/// Progress of long work: a bar on a terminal, a plain line every tenth of the way when piped; on standard error.
/// </summary>
internal static class ConsoleProgress
{
    internal static Task RunAsync(string title, Func<ReportProgress, Task> work) =>
        Console.IsErrorRedirected ? PlainAsync(title, work) : BarAsync(title, work);

    private static Task BarAsync(string title, Func<ReportProgress, Task> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: 1);
                await work((done, detail) =>
                {
                    task.Value = Math.Clamp(done, 0, 1);
                    task.Description = Markup.Escape($"{title}: {detail}");
                });
                task.Value = 1;
            });
    }

    private static async Task PlainAsync(string title, Func<ReportProgress, Task> work)
    {
        var told = -1;
        await work((done, detail) =>
        {
            var tenth = (int)(10 * Math.Clamp(done, 0, 1));
            if (tenth > told)
            {
                told = tenth;
                Console.Error.WriteLine($"{title}: {10 * tenth} % {detail}");
            }
        });
    }
}
