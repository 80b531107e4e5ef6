namespace Personalization.Service.Commands.Import;

/// <summary>One Segment message made from a source file, or the reason why its rows could not become one.</summary>
/// <param name="Rows">How many rows of the source it stands for, so that every row can be accounted for.</param>
/// <param name="Json">The message, UTF-8 JSON as the HTTP API takes it; empty when <paramref name="Error"/>
/// is set.</param>
/// <param name="Error">Why there is no message, without the row's content.</param>
internal sealed record ImportedMessage(int Rows, ReadOnlyMemory<byte> Json, string? Error = null)
{
    internal static ImportedMessage Refused(int rows, string error) => new(rows, default, error);
}
