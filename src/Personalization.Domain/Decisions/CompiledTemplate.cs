using System.Text;
using HandlebarsDotNet;

namespace Personalization.Domain.Decisions;

/// <summary>A template ready to be rendered by any number of threads.</summary>
internal sealed class CompiledTemplate(HandlebarsTemplate<TextWriter, object, object> render)
{
    /// <summary>The most characters a template may write; loops inside loops could fill the memory otherwise.</summary>
    internal const int MaxLength = 262_144;

    /// <summary>Renders, or says why it could not; never throws.</summary>
    internal string? Render(IReadOnlyDictionary<string, object?> data, RenderScope scope, out string? fault)
    {
        using var writer = new CappedWriter();
        RenderScope.Current = scope;
        try
        {
            render(writer, data);
            fault = null;
            return writer.ToString();
        }
#pragma warning disable CA1031 // Whatever the library throws, the caller still gets the variant's content.
        catch (Exception broken)
#pragma warning restore CA1031
        {
            fault = broken.GetBaseException().Message;
            return null;
        }
        finally
        {
            RenderScope.Current = null;
        }
    }

    private sealed class CappedWriter : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            Reserve(1);
            base.Write(value);
        }

        public override void Write(string? value)
        {
            Reserve(value?.Length ?? 0);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Reserve(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Reserve(buffer.Length);
            base.Write(buffer);
        }

        private void Reserve(int more)
        {
            if (GetStringBuilder().Length + more > MaxLength)
            {
                throw new InvalidOperationException($"The template wrote more than {MaxLength} characters.");
            }
        }
    }
}
