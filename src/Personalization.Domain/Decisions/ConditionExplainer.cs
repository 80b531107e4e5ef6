using Personalization.Conditions;

namespace Personalization.Domain.Decisions;

/// <summary>
/// Says what one condition saw: every part, what was missing, and why the scores in it are what they are.
/// </summary>
internal sealed class ConditionExplainer(DecisionSubject subject)
{
    private const int MaxParts = 200;
    private const int MostContributions = 5;
    private const string Call = "in_segment(";

    private readonly List<ConditionPart> _parts = [];
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _references = new(StringComparer.Ordinal);

    internal ConditionExplanation Explain(CompiledCondition<DecisionSubject> condition)
    {
        var value = condition.Evaluate(subject);
        Collect(condition, depth: 0);
        return new ConditionExplanation(
            condition.Text, value is { Kind: ValueKind.Bool, AsBool: true }, value.ErrorMessage, _parts)
        {
            Missing = [.. _missing],
            Scores = Scores(),
        };
    }

    private void Collect(CompiledCondition<DecisionSubject> condition, int depth)
    {
        _references.UnionWith(condition.References);
        var trace = condition.Explain(subject);
        _missing.UnionWith(trace.Missing);
        Collect(trace, depth);
    }

    private void Collect(ConditionTrace trace, int depth)
    {
        if (_parts.Count == MaxParts)
        {
            return;
        }

        _parts.Add(new ConditionPart(trace.Text, trace.Value, depth));
        foreach (var child in trace.Children)
        {
            Collect(child, depth + 1);
        }

        // A segment's own condition stands below the question; segments do not name each other in circles.
        if (SegmentOf(trace.Text) is { } number and >= 0)
        {
            Collect(subject.Catalogue.Segments[number].Condition, depth + 1);
        }
    }

    // The key is written out and has no quotes in it: the checker saw to that.
    private int? SegmentOf(string text)
    {
        if (!text.StartsWith(Call, StringComparison.Ordinal) || !text.EndsWith(')'))
        {
            return null;
        }

        var quoted = text.AsSpan(Call.Length, text.Length - Call.Length - 1).Trim();
        return subject.Catalogue.SegmentNumber(quoted.Trim("\"'").ToString());
    }

    private List<ScoreExplanation>? Scores()
    {
        List<ScoreExplanation>? scores = null;
        for (var i = 0; i < subject.Catalogue.Models.Count; i++)
        {
            var model = subject.Catalogue.Models[i];
            if (_references.Any(name => name.StartsWith($"scores.{model.Name}.", StringComparison.Ordinal)))
            {
                var score = subject.Score(i);
                (scores ??= []).Add(new ScoreExplanation(
                    model.Name, score.Probability, score.Percentile,
                    model.Explain(subject.Features, MostContributions)));
            }
        }

        return scores;
    }
}
