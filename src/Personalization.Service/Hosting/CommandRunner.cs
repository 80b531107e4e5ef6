using System.CommandLine;
using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Personalization.Service.Hosting;

/// <summary>Bad input to a command: its message is the one line that is printed, and the exit code is 2.</summary>
public sealed class InvalidInputException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Runs a command line: exit code 0 only on success, 2 with one clear line on bad input, 1 on any other failure.
/// </summary>
internal static class CommandRunner
{
    internal static async Task<int> RunAsync(RootCommand root, string[] args, TextWriter error)
    {
        var parsed = root.Parse(WithDefaultCommand(args));
        if (parsed.Errors.Count > 0)
        {
            return await FailAsync(error, 2, parsed.UnmatchedTokens is [var token, ..]
                ? $"'{token}' is not known here. --help lists what is."
                : parsed.Errors[0].Message);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (InvalidInputException e)
        {
            return await FailAsync(error, 2, e.Message);
        }
        catch (InvalidDataException e) when (
            e.Source?.StartsWith("System.IO.Compression", StringComparison.Ordinal) == true)
        {
            return await FailAsync(
                error, 2,
                $"A compressed file is damaged or cut off: {e.Message} What came before may be taken already.");
        }
        catch (OptionsValidationException e)
        {
            return await FailAsync(error, 2, string.Join(' ', e.Failures.Select(Said)));
        }
        catch (OperationCanceledException)
        {
            return await FailAsync(error, 130, "Stopped before it was done.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or DbException)
        {
            var cause = e.GetBaseException();
            return await FailAsync(error, 1, ReferenceEquals(cause, e) ? e.Message : $"{e.Message} ({cause.Message})");
        }
        catch (Exception e)
        {
            // A fault of this program: all of it, for those who mend it.
            await error.WriteLineAsync(e.ToString());
            return 1;
        }
    }

    /// <summary>Options without a command belong to <c>serve</c>.</summary>
    private static string[] WithDefaultCommand(string[] args) => args switch
    {
        [] => ["serve"],
        ["--help" or "-h" or "-?" or "--version", ..] => args,
        [['-', ..], ..] => ["serve", .. args],
        _ => args,
    };

    /// <summary>
    /// The sentence that an option's attribute carries, without the frame that the validator puts around it.
    /// </summary>
    private static string Said(string failure)
    {
        const string Frame = "with the error: '";
        var at = failure.IndexOf(Frame, StringComparison.Ordinal);
        return at < 0 ? failure : failure[(at + Frame.Length)..].TrimEnd('.', '\'') + ".";
    }

    private static async Task<int> FailAsync(TextWriter error, int code, string line)
    {
        await error.WriteLineAsync(line.ReplaceLineEndings(" "));
        return code;
    }
}
