using System.Diagnostics.CodeAnalysis;
using HandlebarsDotNet;
using HandlebarsDotNet.IO;

namespace Personalization.Domain.Decisions;

/// <summary>Writes <c>true</c> and <c>false</c> as JSON and Handlebars in a browser do.</summary>
internal sealed class TemplateTruth : IFormatter, IFormatterProvider
{
    /// <inheritdoc/>
    public bool TryCreateFormatter(Type type, [NotNullWhen(true)] out IFormatter? formatter)
    {
        formatter = type == typeof(bool) ? this : null;
        return formatter is not null;
    }

    /// <inheritdoc/>
    public void Format<T>(T value, in EncodedTextWriter writer) =>
        writer.Write(value is true ? "true" : "false", encode: false);
}
