using Personalization.Conditions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Segments;

/// <summary>How many customers a condition holds for, and some of them.</summary>
/// <param name="Members">Known customers and visitors.</param>
/// <param name="Known">Those of them that the shop has named.</param>
/// <param name="Sample">
/// The same ones for the same customers: those whose ids have the smallest hashes, in that order.
/// </param>
public sealed record SegmentCount(long Members, long Known, IReadOnlyList<CustomerKey> Sample);

/// <summary>Counts whom conditions hold for, one customer after the other. Not thread-safe.</summary>
public sealed class SegmentTally
{
    /// <summary>How many members are kept by name.</summary>
    public const int MostSampled = 100;

    private readonly Catalogue _catalogue;
    private readonly CompiledCondition<DecisionSubject>[] _conditions;
    private readonly Tally[] _tallies;

    private SegmentTally(Catalogue catalogue, CompiledCondition<DecisionSubject>[] conditions)
    {
        _catalogue = catalogue;
        _conditions = conditions;
        _tallies = [.. conditions.Select(_ => new Tally())];
    }

    /// <summary>How many customers were looked at.</summary>
    public long Seen { get; private set; }

    /// <summary>For all segments of a catalogue, in the order of <see cref="Catalogue.SegmentKeys"/>.</summary>
    public static SegmentTally Of(Catalogue catalogue) =>
        new(catalogue, [.. catalogue.Segments.Select(segment => segment.Condition)]);

    /// <summary>For one condition that is no segment yet; null with what is wrong with it.</summary>
    /// <param name="catalogue">Whose segments it may name.</param>
    /// <param name="models">The models that it may name; null for any.</param>
    /// <param name="condition">The condition.</param>
    /// <param name="errors">What is wrong with it.</param>
    public static SegmentTally? Of(
        Catalogue catalogue, IReadOnlyCollection<string>? models, string condition,
        out IReadOnlyList<FieldError> errors)
    {
        var scope = new SegmentScope(catalogue.SegmentKeys.ToHashSet(StringComparer.Ordinal));
        var found = new FieldErrors();
        found.Required("condition", condition, int.MaxValue);
        var environment = CustomerVocabulary.Create(scope, models);
        var compiled = EntityCompiler.Condition(found, "condition", condition, environment);
        errors = found.All;
        return compiled is null || errors.Count > 0 ? null : new SegmentTally(catalogue, [compiled]);
    }

    /// <summary>Looks at one customer.</summary>
    public void Add(Profile profile, DateTimeOffset now)
    {
        var query = new DecisionQuery { Profile = profile, Known = !profile.IsEmpty, Now = now };
        using var subject = new DecisionSubject(_catalogue, query);
        for (var i = 0; i < _conditions.Length; i++)
        {
            if (_conditions[i].Matches(subject))
            {
                _tallies[i].Add(profile.Customer);
            }
        }

        Seen++;
    }

    /// <summary>What was counted so far of one condition, by its number.</summary>
    public SegmentCount Count(int number) => _tallies[number].Count();

    private sealed class Tally
    {
        private readonly SortedSet<(ulong Hash, string Key)> _sample = [];
        private long _members;
        private long _known;

        public void Add(CustomerKey customer)
        {
            _members++;
            _known += customer.IsKnown ? 1 : 0;
            var entry = (StableHash.Of(customer.Value), customer.Value);
            if (_sample.Count < MostSampled || entry.CompareTo(_sample.Max) < 0)
            {
                _sample.Add(entry);
                if (_sample.Count > MostSampled)
                {
                    _sample.Remove(_sample.Max);
                }
            }
        }

        public SegmentCount Count() =>
            new(_members, _known, [.. _sample.Select(entry => CustomerKey.Parse(entry.Key))]);
    }
}
