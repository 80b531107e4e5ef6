using Personalization.Service.Hosting;

namespace Personalization.Service.Commands;

/// <summary>A file that a command writes: it is there whole or not at all.</summary>
internal static class OutputFile
{
    /// <summary>Refuses, before anything is computed, a file that cannot be written or that is read.</summary>
    internal static void Require(string option, FileInfo target, params ReadOnlySpan<FileInfo> inputs)
    {
        if (Directory.Exists(target.FullName))
        {
            throw new InvalidInputException($"{option}: {target.FullName} is a directory.");
        }

        if (target.Directory?.Exists != true)
        {
            throw new InvalidInputException($"{option}: there is no directory {target.DirectoryName}.");
        }

        foreach (var input in inputs)
        {
            if (Resolved(input) == Resolved(target))
            {
                throw new InvalidInputException($"{option}: {target.FullName} is read as well; choose another file.");
            }
        }
    }

    /// <summary>Has a file of another name written, which then takes the place of the one wanted.</summary>
    internal static void Write(FileInfo target, Action<string> write)
    {
        // A pipe or a device, such as /dev/stdout, cannot be replaced.
        if (target.FullName.StartsWith("/dev/", StringComparison.Ordinal))
        {
            write(target.FullName);
            return;
        }

        var whole = Resolved(target);
        var part = $"{whole}.{Path.GetRandomFileName()}.part";
        try
        {
            write(part);
            File.Move(part, whole, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static string Resolved(FileInfo file) =>
        (file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) : null)?.FullName ?? file.FullName;
}
