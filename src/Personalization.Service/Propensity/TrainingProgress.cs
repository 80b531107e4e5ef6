using Personalization.Domain.Propensity;
using Spectre.Console;

namespace Personalization.Service.Propensity;

/// <summary>
/// Shows training runs on standard error: bars on a terminal, a plain line for every tenth when piped.
/// </summary>
internal static class TrainingProgress
{
    internal static Task<T> ShowAsync<T>(Func<ITrainingWatch, Task<T>> run) => ShowManyAsync(watch => run(watch("")));

    /// <summary>Shows runs that go on side by side: each asks for a watch of its own under its name.</summary>
    internal static async Task<T> ShowManyAsync<T>(Func<Func<string, ITrainingWatch>, Task<T>> run)
    {
        if (Console.IsErrorRedirected)
        {
            return await run(name => new Lines(name, Console.Error));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new SpinnerColumn())
            .StartAsync(context => run(name => new Bars(name, context)));
    }

    private static string Named(string run, string what) => run.Length == 0 ? what : $"{run}: {what}";

    private static string Describe(PropensityTarget target, TrainingStep step) => $"{target.Name}: {step.Name}";

    private sealed class Bars(string run, ProgressContext context) : ITrainingWatch
    {
        private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);

        public void Replayed(long events, long of) => Move(Named(run, "replaying the log"), events, of);

        public void Built(PropensityTarget target, TrainingRows rows)
        {
        }

        public void Grown(PropensityTarget target, TrainingStep step, CancellationToken stop)
        {
            stop.ThrowIfCancellationRequested();
            Move(Describe(target, step), step.Done, step.Planned);
        }

        private void Move(string name, double done, double planned)
        {
            if (!_bars.TryGetValue(name, out var bar))
            {
                foreach (var before in _bars.Values)
                {
                    before.Value = before.MaxValue;
                }

                bar = context.AddTask(Markup.Escape(name), autoStart: true, maxValue: Math.Max(1, planned));
                _bars.Add(name, bar);
            }

            bar.Value = done;
        }
    }

    private sealed class Lines(string run, TextWriter output) : ITrainingWatch
    {
        private string _name = "";
        private long _tenth;

        public void Replayed(long events, long of) => Say(Named(run, "replaying the log"), events, of, "events");

        public void Built(PropensityTarget target, TrainingRows rows) => output.WriteLine(
            $"{target.Name}: {rows.Keys.Count} rows at {rows.CutOffs.Count} cut-offs, "
            + $"{rows.Keys.Count(key => key.HasOutcome)} with the outcome");

        public void Grown(PropensityTarget target, TrainingStep step, CancellationToken stop)
        {
            stop.ThrowIfCancellationRequested();
            Say(Describe(target, step), step.Done, step.Planned, "trees");
        }

        private void Say(string name, long done, long planned, string unit)
        {
            var tenth = planned > 0 ? done * 10 / planned : 10;
            if (name != _name || tenth != _tenth)
            {
                (_name, _tenth) = (name, tenth);
                output.WriteLine($"{name}: {done} of {planned} {unit}");
            }
        }
    }
}
