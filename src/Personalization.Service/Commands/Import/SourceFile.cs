using System.IO.Compression;

namespace Personalization.Service.Commands.Import;

/// <summary>
/// A source file that may be gzip-compressed (by its .gz ending) and reports how far it has been read.
/// </summary>
internal sealed class SourceFile : IDisposable
{
    private readonly FileStream _file;

    private SourceFile(FileStream file, StreamReader text) => (_file, Text) = (file, text);

    internal StreamReader Text { get; }

    /// <summary>How many rows have been read so far; what reads them counts them.</summary>
    internal long Rows { get; set; }

    /// <summary>
    /// The part of the file that is done, 0 to 1, when so many of its rows are: a format may read ahead,
    /// even to the end.
    /// </summary>
    internal double Done(long rows)
    {
        var read = _file.Length == 0 ? 1 : (double)_file.Position / _file.Length;
        return rows < Rows ? read * rows / Rows : read;
    }

    internal static SourceFile Open(string path)
    {
        var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        return new SourceFile(file, new StreamReader(content));
    }

    public void Dispose() => Text.Dispose();
}
