using Personalization.Conditions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Segments;

namespace Personalization.Domain.Decisions;

/// <summary>Compiles segments, which may name each other but not in a circle.</summary>
internal sealed class SegmentCompiler(List<CatalogueError> errors)
{
    /// <summary>How many segments may follow one from another.</summary>
    internal const int MaxDepth = 32;

    private readonly Dictionary<string, Draft> _drafts = new(StringComparer.Ordinal);

    /// <summary>Those that are whole, by key; the others are reported.</summary>
    /// <param name="segments">Those there are.</param>
    /// <param name="models">The models that they may name; null for any.</param>
    internal CompiledSegment[] Compile(IReadOnlyList<Segment> segments, IReadOnlyCollection<string>? models)
    {
        var scope = new SegmentScope(segments.Select(segment => segment.Key ?? "").ToHashSet(StringComparer.Ordinal));
        var environment = CustomerVocabulary.Create(scope, models)
            .Refuse("segments", "'segments' is what segments make: inside one, write in_segment(\"vip\").");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var segment in segments)
        {
            var faults = new FieldErrors();
            segment.Check(faults);
            var condition = EntityCompiler.Condition(faults, "condition", segment.Condition, environment);
            var named = scope.Take();
            if (CatalogueCompiler.Admit(new CatalogueEntity("segment", segment.Key ?? ""), faults.All, keys, errors))
            {
                _drafts[segment.Key!] = new Draft(condition!, named, segment.TrackMembership);
            }
        }

        Resolve();
        return [.. _drafts.Where(draft => draft.Value.Fault is null)
            .OrderBy(draft => draft.Key, StringComparer.Ordinal)
            .Select(draft => new CompiledSegment(draft.Key, draft.Value.Condition, draft.Value.IsTracked))];
    }

    // Round by round those whose named segments are all settled; what no round can settle goes in circles.
    private void Resolve()
    {
        var open = _drafts.Keys.Order(StringComparer.Ordinal).ToList();
        while (open.RemoveAll(Settle) > 0)
        {
        }

        foreach (var key in open)
        {
            Report(key, Circle(key));
        }
    }

    private bool Settle(string key)
    {
        var draft = _drafts[key];
        if (draft.Named.FirstOrDefault(IsLeftOut) is { } broken)
        {
            return Report(key, LeftOut(broken));
        }

        if (draft.Named.Any(named => _drafts[named].Height is null))
        {
            return false;
        }

        draft.Height = draft.Named.Select(named => _drafts[named].Height + 1).DefaultIfEmpty(0).Max();
        return draft.Height < MaxDepth || Report(key, $"names segments that name segments, more than {MaxDepth} deep.");
    }

    private bool IsLeftOut(string key) => _drafts.GetValueOrDefault(key) is not { Fault: null };

    // From an unsettled segment an unsettled one can always be followed, so the way must come back on itself.
    private string Circle(string key)
    {
        var path = new List<string>();
        for (var at = key; !path.Contains(at); at = _drafts[at].Named.First(named => _drafts[named].Height is null))
        {
            path.Add(at);
        }

        var next = _drafts[path[^1]].Named.First(named => _drafts[named].Height is null);
        return next == key
            ? $"names itself: {string.Join(" -> ", path.Append(key))}."
            : LeftOut(path.Count > 1 ? path[1] : next);
    }

    private static string LeftOut(string key) => $"names segment '{key}', which is left out.";

    private bool Report(string key, string fault)
    {
        _drafts[key].Fault = fault;
        errors.Add(new CatalogueError("segment", key, new FieldError("condition", fault)));
        return true;
    }

    private sealed class Draft(
        CompiledCondition<DecisionSubject> condition, IReadOnlyList<string> named, bool isTracked)
    {
        internal bool IsTracked => isTracked;

        internal CompiledCondition<DecisionSubject> Condition => condition;

        internal IReadOnlyList<string> Named => named;

        /// <summary>How many segments follow one from another below this one; null until that is settled.</summary>
        internal int? Height { get; set; }

        internal string? Fault { get; set; }
    }
}
