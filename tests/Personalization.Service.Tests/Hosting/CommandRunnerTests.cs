using System.CommandLine;
using Personalization.Service.Hosting;

namespace Personalization.Service.Tests.Hosting;

[Collection("console")]
public sealed class CommandRunnerTests
{
    [Theory, Trait("clause", "OPS-4")]
    [InlineData(2, "'nonsense' is not known", "nonsense")]
    [InlineData(2, "--nope", "--nope")]
    [InlineData(2, "Section:Name=value", "serve", "--urls", "http://127.0.0.1:0", "x")]
    [InlineData(2, "nonsense", "--urls", "nonsense")]
    [InlineData(2, "16 to 200 characters", "--urls=http://127.0.0.1:0", "--Auth:BootstrapAdminKey=short")]
    [InlineData(2, "'xml'", "--Log:Format=xml")]
    [InlineData(2, "Option '--out' is required", "openapi")]
    public async Task Bad_input_is_one_clear_line_and_exit_code_2(int code, string says, params string[] args)
    {
        var (exit, error) = await RunAsync([ServeCommand.Create(), OpenApiCommand.Create()], args);

        Assert.Equal(code, exit);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_command_that_succeeds_exits_with_0_and_one_that_fails_does_not()
    {
        var good = new Command("good");
        good.SetAction((_, _) => Task.CompletedTask);
        var bad = new Command("bad");
        bad.SetAction((_, _) => Task.FromException(new IOException("The disk is full.")));

        var broke = new Command("broke");
        broke.SetAction((_, _) => throw new InvalidOperationException("A fault of this program."));

        var (succeeded, _) = await RunAsync([good, bad], "good");
        var (failed, error) = await RunAsync([good, bad], "bad");
        var (broken, trace) = await RunAsync([broke], "broke");

        Assert.Equal((0, 1, 1), (succeeded, failed, broken));
        Assert.Equal("The disk is full.", error.TrimEnd());
        Assert.Contains("A fault of this program.", trace, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Error)> RunAsync(Command[] commands, params string[] args)
    {
        var root = new RootCommand();
        foreach (var command in commands)
        {
            root.Add(command);
        }

        var error = new StringWriter();
        var exit = await CommandRunner.RunAsync(root, args, error);
        return (exit, error.ToString());
    }
}
