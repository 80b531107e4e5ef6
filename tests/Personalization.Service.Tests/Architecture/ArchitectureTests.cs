using System.Text.RegularExpressions;
using Shouldly;

namespace Personalization.Service.Tests.Architecture;

public sealed partial class ArchitectureTests
{
    private const int LongestFile = 300;
    private const int LongestLine = 120;

    // Each ring sees the ones after it in its list, and nothing else of ours.
    public static TheoryData<string, string[]> Rings => new()
    {
        { "Learning", [] },
        { "Conditions", [] },
        { "Domain", ["Learning", "Conditions"] },
        { "Storage", ["Domain", "Learning", "Conditions"] },
    };

    [Theory, MemberData(nameof(Rings))]
    public void A_ring_uses_only_the_rings_inside_it(string ring, string[] inner)
    {
        var allowed = inner.Append(ring).Select(name => "Personalization." + name).ToArray();

        var offenders = Repository.Sources($"src/Personalization.{ring}")
            .SelectMany(file => file.Lines.Select(line => (file.Path, Name: OwnNamespace().Match(line).Value)))
            .Where(use => use.Name.Length > 0 && !allowed.Contains(use.Name))
            .ToArray();

        offenders.ShouldBeEmpty();
    }

    [Fact]
    public void No_file_is_longer_than_300_lines()
    {
        var offenders = Repository.Sources("src").Concat(Repository.Sources("tests"))
            .Where(file => file.Lines.Length > LongestFile)
            .Select(file => $"{file.Path}: {file.Lines.Length} lines")
            .ToArray();

        offenders.ShouldBeEmpty();
    }

    [Fact]
    public void No_line_is_longer_than_120_columns()
    {
        var offenders = Repository.Sources("src").Concat(Repository.Sources("tests"))
            .SelectMany(file => file.Lines.Select((line, i) => (At: $"{file.Path}:{i + 1}", line.Length)))
            .Where(line => line.Length > LongestLine)
            .Select(line => $"{line.At}: {line.Length} columns")
            .ToArray();

        offenders.ShouldBeEmpty();
    }

    [Fact]
    public void Classes_are_sealed_static_or_abstract_and_private_fields_begin_with_an_underscore()
    {
        var offenders = Repository.Sources("src").Concat(Repository.Sources("tests"))
            .SelectMany(file => file.Lines.Select((line, i) => (At: $"{file.Path}:{i + 1}", Line: line)))
            .Where(one => OpenClass().IsMatch(one.Line) || PlainField().IsMatch(one.Line))
            .Select(one => $"{one.At}: {one.Line.Trim()}")
            .ToArray();

        offenders.ShouldBeEmpty();
    }

    [Fact]
    public void Every_clause_has_a_test_and_every_trait_a_clause()
    {
        var clauses = File.ReadLines(Path.Combine(Repository.Root, "docs/behaviour.md"))
            .Select(line => Clause().Match(line).Groups["clause"].Value)
            .Where(clause => clause.Length > 0)
            .ToArray();
        var traits = Repository.Sources("tests")
            .SelectMany(file => file.Lines)
            .SelectMany(line => Trait().Matches(line))
            .Select(match => match.Groups["clause"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToArray();

        clauses.ShouldBeUnique();
        clauses.Except(traits, StringComparer.Ordinal).ShouldBeEmpty("these clauses have no test");
        traits.Except(clauses, StringComparer.Ordinal).ShouldBeEmpty("these traits name no clause");
    }

    [Fact]
    public void No_two_log_messages_share_an_event_id()
    {
        var shared = Repository.Sources("src")
            .SelectMany(file => EventId().Matches(string.Join('\n', file.Lines)).Select(
                match => (file.Path, Id: match.Groups["id"].Value)))
            .GroupBy(message => message.Id, StringComparer.Ordinal)
            .Where(messages => messages.Count() > 1)
            .Select(messages => $"{messages.Key}: {string.Join(", ", messages.Select(message => message.Path))}")
            .ToArray();

        shared.ShouldBeEmpty();
    }

    [Fact]
    public void No_type_is_called_manager_helper_util_impl_or_dto()
    {
        var offenders = Repository.Sources("src")
            .SelectMany(file => file.Lines.Select(line => (file.Path, Match: VagueName().Match(line))))
            .Where(found => found.Match.Success)
            .Select(found => $"{found.Path}: {found.Match.Value}")
            .ToArray();

        offenders.ShouldBeEmpty();
    }

    [GeneratedRegex(@"^\s*(public|internal) (partial )?class ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OpenClass();

    // Static ones of a thread begin with s_.
    [GeneratedRegex(
        @"^\s*private (static )?(readonly |volatile )?(?!const|static)[\w<>\[\]?,. ]+ (?!s_)[a-z]\w*( = [^>]*)?;$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlainField();

    [GeneratedRegex(
        @"Personalization\.(Learning|Conditions|Domain|Storage|Service)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnNamespace();

    [GeneratedRegex(@"^- \**(?<clause>[A-Z]{3}-\d+)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Clause();

    [GeneratedRegex("""Trait\("clause", "(?<clause>[A-Z]{3}-\d+)"\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Trait();

    [GeneratedRegex(@"LoggerMessage\(\s*(EventId = )?(?<id>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EventId();

    [GeneratedRegex(
        @"\b(class|record|struct|interface|enum) \w+(Manager|Helper|Helpers|Util|Utils|Impl|Dto)\b",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VagueName();
}
