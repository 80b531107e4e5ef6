using System.Diagnostics.CodeAnalysis;
using Personalization.Conditions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Clusters;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Propensity;

/// <summary>A target with its conditions compiled: who can have the outcome, and who had it. Immutable.</summary>
public sealed class TargetRule
{
    private const int LongestName = 64;
    private const int MostEvents = 1000;

    private readonly PropensityTarget _target;
    private readonly CompiledCondition<CustomerEvent>? _counts;
    private readonly CompiledCondition<DecisionSubject>? _eligible;

    private TargetRule(
        PropensityTarget target,
        CompiledCondition<CustomerEvent>? counts,
        CompiledCondition<DecisionSubject>? eligible)
    {
        _target = target;
        _counts = counts;
        _eligible = eligible;
    }

    /// <summary>Compiles a target that has no fault.</summary>
    /// <exception cref="ArgumentException">It has one; the message is the first.</exception>
    public static TargetRule Of(PropensityTarget target) => TryCompile(target, out var rule, out var errors)
        ? rule
        : throw new ArgumentException($"Target '{target.Name}': {errors[0].Field} {errors[0].Message}", nameof(target));

    /// <summary>Compiles a target, or says what is wrong with it, field by field.</summary>
    public static bool TryCompile(
        PropensityTarget target, [NotNullWhen(true)] out TargetRule? rule, out IReadOnlyList<FieldError> errors)
    {
        var faults = new FieldErrors();
        Check(target, faults);
        var counts = target.Outcome == PropensityOutcome.Events
            ? EntityCompiler.Condition(faults, "condition", target.Condition, TargetVocabulary.Events)
            : null;
        var eligible = EntityCompiler.Condition(faults, "eligible", target.Eligible, TargetVocabulary.Customers);
        errors = faults.All;
        rule = errors.Count == 0 ? new TargetRule(target, counts, eligible) : null;
        return rule is not null;
    }

    /// <summary>Whether a customer with this profile could have the outcome in the horizon after an instant.</summary>
    public bool IsEligible(Profile profile, DateTimeOffset at)
    {
        if (profile.IsEmpty
            || !(profile.Customer.IsKnown || _target.IncludesAnonymous)
            || (_target.OrderedWithinDays is { } days && !(profile.LastOrder >= at - TimeSpan.FromDays(days))))
        {
            return false;
        }

        if (_eligible is null)
        {
            return true;
        }

        var query = new DecisionQuery { Profile = profile, Now = at, Known = true };
        using var subject = new DecisionSubject(Catalogue.Empty, query);
        return _eligible.Matches(subject);
    }

    /// <summary>When a customer did what the outcome is about.</summary>
    public Outcomes OutcomesOf(CustomerTimeline timeline) => new(
        _target,
        timeline.InstantsOf(_counts is { } counts
            ? counts.Matches
            : static one => one.Kind == EventKind.OrderCompleted));

    private static void Check(PropensityTarget target, FieldErrors faults)
    {
        if (target.Name.Length is 0 or > LongestName || !target.Name.All(IsNamePart))
        {
            faults.Add("name", $"must be 1 to {LongestName} lower-case letters, digits, '-' or '_'.");
        }

        if (target.Name is LifetimeArtifact.Name or ClusterArtifact.Name)
        {
            faults.Add("name", $"'{target.Name}' is the name of a model of another kind.");
        }

        if (!Enum.IsDefined(target.Outcome))
        {
            faults.Add("outcome", "must be orders, stays_away or events.");
        }

        Range(faults, "horizonDays", target.HorizonDays, 730);
        Range(faults, "orderedWithinDays", target.OrderedWithinDays, 3650);
        Range(faults, "atLeast", target.AtLeast, MostEvents);
        if (target.Outcome == PropensityOutcome.Events)
        {
            faults.Required("condition", target.Condition, CatalogueLimits.Condition);
        }
        else if (Enum.IsDefined(target.Outcome) && (target.Condition ?? (object?)target.AtLeast) is not null)
        {
            faults.Add("condition", "and atLeast belong to the outcome 'events' only.");
        }
    }

    private static void Range(FieldErrors faults, string field, int? value, int most)
    {
        if (value is { } number && (number < 1 || number > most))
        {
            faults.Add(field, $"must be 1 to {most}; it is {number}.");
        }
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_';

    /// <summary>When one customer did what a target is about.</summary>
    public readonly struct Outcomes
    {
        private readonly PropensityTarget _target;
        private readonly DateTimeOffset[] _instants;

        internal Outcomes(PropensityTarget target, DateTimeOffset[] instants)
        {
            _target = target;
            _instants = instants;
        }

        /// <summary>Whether the outcome came in the horizon that starts at an instant.</summary>
        public bool Within(DateTimeOffset at)
        {
            var (from, until) = (FirstFrom(at), FirstFrom(at + TimeSpan.FromDays(_target.HorizonDays)));
            var did = until - from >= (_target.AtLeast ?? 1);
            return did != (_target.Outcome == PropensityOutcome.StaysAway);
        }

        /// <summary>Days from an instant until the customer has done what the outcome is about; infinity where that is
        /// not known to have happened.</summary>
        public float DaysUntilDone(DateTimeOffset at)
        {
            var last = FirstFrom(at) + (_target.AtLeast ?? 1) - 1;
            return last < _instants.Length ? (float)(_instants[last] - at).TotalDays : float.PositiveInfinity;
        }

        // The first of equal instants, which a binary search need not find.
        private int FirstFrom(DateTimeOffset at)
        {
            var (low, high) = (0, _instants.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _instants[middle] < at ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }
}
