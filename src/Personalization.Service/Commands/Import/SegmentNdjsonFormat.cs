using System.Text;

namespace Personalization.Service.Commands.Import;

/// <summary>
/// One Segment message (track, identify, …) a line, as Segment's own exports and the HTTP API write them.
/// </summary>
internal static class SegmentNdjsonFormat
{
    internal static IEnumerable<ImportedMessage> Read(SourceFile file)
    {
        while (file.Text.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                file.Rows++;
                yield return new ImportedMessage(1, Encoding.UTF8.GetBytes(line));
            }
        }
    }
}
