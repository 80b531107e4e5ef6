namespace Personalization.Domain.Decisions;

/// <summary>How a template uses a name that must be known when it is written.</summary>
internal enum TemplateCallKind
{
    /// <summary>A helper that writes: <c>{{money cart.value}}</c>, or <c>(lookup a b)</c> within a tag.</summary>
    Helper,

    /// <summary>A helper around a block, with arguments: <c>{{#each cart.items}}</c>.</summary>
    Block,

    /// <summary>A partial: <c>{{> footer}}</c>.</summary>
    Partial,
}

/// <summary>A name that a template calls, and where in its text the name begins.</summary>
internal readonly record struct TemplateCall(TemplateCallKind Kind, string Name, int At);

/// <summary>
/// Finds what a template calls. The library binds helpers late, when a template is rendered, and names no places.
/// </summary>
/// <remarks>
/// A name is a call when arguments follow it or it stands first in parentheses; by itself it is a value, which may be
/// missing. What is escaped (<c>\{{</c>) or commented out is passed by.
/// </remarks>
internal static class TemplateCalls
{
    private const string Blanks = " \t\r\n";
    private const string Ends = " \t\r\n(){}|~";

    internal static List<TemplateCall> Of(string text)
    {
        var calls = new List<TemplateCall>();
        for (var at = Open(text, 0); at >= 0; at = Open(text, at))
        {
            at += 2;
            if (IsEscaped(text, at - 2))
            {
                continue;
            }

            at = Skip(text, at, "{~");
            if (at < text.Length && text[at] == '!')
            {
                at = AfterComment(text, at);
                continue;
            }

            var words = Words(text, ref at);
            AddTag(calls, words);
            AddParentheses(calls, words);
        }

        return calls;
    }

    private static void AddTag(List<TemplateCall> calls, List<Word> words)
    {
        var sigil = words.Count > 0 && words[0].Text is ['#' or '^' or '>' or '/' or '*'] ? words[0].Text[0] : ' ';
        var first = sigil == ' ' ? 0 : 1;
        if (sigil == ' ' && words.Count > 1 && words[0].Text == "else")
        {
            (sigil, first) = ('#', 1);
        }

        if (sigil is '/' or '*' || first >= words.Count || !words[first].IsName)
        {
            return;
        }

        var name = words[first];
        if (sigil == '>')
        {
            calls.Add(new TemplateCall(TemplateCallKind.Partial, name.Text, name.At));
        }
        else if (first + 1 < words.Count && words[first + 1].Text != "as")
        {
            var kind = sigil is '#' or '^' ? TemplateCallKind.Block : TemplateCallKind.Helper;
            calls.Add(new TemplateCall(kind, name.Text, name.At));
        }
    }

    private static void AddParentheses(List<TemplateCall> calls, List<Word> words)
    {
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i - 1].Text == "(" && words[i].IsName)
            {
                calls.Add(new TemplateCall(TemplateCallKind.Helper, words[i].Text, words[i].At));
            }
        }
    }

    private static int Open(string text, int from) => text.IndexOf("{{", from, StringComparison.Ordinal);

    private static bool IsEscaped(string text, int at)
    {
        var slashes = 0;
        while (at - slashes > 0 && text[at - slashes - 1] == '\\')
        {
            slashes++;
        }

        return slashes % 2 == 1;
    }

    private static int Skip(string text, int at, string characters)
    {
        while (at < text.Length && characters.Contains(text[at]))
        {
            at++;
        }

        return at;
    }

    private static int AfterComment(string text, int at)
    {
        var end = text.AsSpan(at).StartsWith("!--") ? "--}}" : "}}";
        return text.IndexOf(end, at, StringComparison.Ordinal) is >= 0 and var found ? found + end.Length : text.Length;
    }

    // Up to the end of the tag; at is then behind its last word.
    private static List<Word> Words(string text, ref int at)
    {
        var words = new List<Word>();
        for (at = Skip(text, at, Blanks); at < text.Length && text[at] is not ('}' or '~'); at = Skip(text, at, Blanks))
        {
            var start = at;
            at = text[at] switch
            {
                '"' or '\'' => After(text, at + 1, text[at]),
                '(' or ')' or '|' => at + 1,
                '#' or '^' or '>' or '/' or '*' when words.Count == 0 => at + 1,
                _ => Math.Max(at + 1, AfterName(text, at)),
            };
            words.Add(new Word(text[start..at], start));
        }

        return words;
    }

    private static int AfterName(string text, int at)
    {
        while (at < text.Length && !Ends.Contains(text[at]))
        {
            at = text[at] switch
            {
                '[' => After(text, at + 1, ']'),
                '"' or '\'' => After(text, at + 1, text[at]),
                _ => at + 1,
            };
        }

        return at;
    }

    private static int After(string text, int at, char end)
    {
        var found = at < text.Length ? text.IndexOf(end, at) : -1;
        return found < 0 ? text.Length : found + 1;
    }

    private readonly record struct Word(string Text, int At)
    {
        /// <summary>Whether it can be what is called, rather than a text, a number, an option or a sign.</summary>
        internal bool IsName => Text is [not ('"' or '\'' or '(' or ')' or '|' or '.' or '@'), ..]
            && !char.IsAsciiDigit(Text[0])
            && !Text.Contains('=');
    }
}
