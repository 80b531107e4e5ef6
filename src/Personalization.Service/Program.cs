using System.CommandLine;
using Personalization.Service.Commands;
using Personalization.Service.Commands.Bench;
using Personalization.Service.Commands.Clusters;
using Personalization.Service.Commands.Demo;
using Personalization.Service.Commands.Import;
using Personalization.Service.Commands.Learn;
using Personalization.Service.Commands.Lifetime;
using Personalization.Service.Hosting;

var root = new RootCommand("Personalization: ingests customer events and decides what each customer sees.")
{
    // One line a command: serve is what runs when none is named.
    ServeCommand.Create(),
    DemoCommand.Create(),
    BenchCommand.Create(),
    OpenApiCommand.Create(),
    ImportCommand.Create(),
    TrainCommand.Create(),
    EvaluateCommand.Create(),
    LearnCommand.Create(),
    LifetimeCommand.Create(),
    ClustersCommand.Create(),
};

return await CommandRunner.RunAsync(root, args, Console.Error);
