using System.Buffers;
using System.Runtime.InteropServices;
using Personalization.Conditions;
using Personalization.Domain.Features;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;

namespace Personalization.Domain.Decisions;

/// <summary>
/// One customer at one instant, as conditions, templates and the answer see it. Features, scores, segments and
/// audiences are computed when first asked for, each once.
/// </summary>
/// <remarks>Not thread-safe; its buffers are pooled, so it is to be disposed, and not used afterwards.</remarks>
public sealed class DecisionSubject : IDisposable
{
    private const int ClusterUnknown = -2;
    private const byte Unknown = 0;
    private const byte Computing = 1;
    private const byte No = 2;
    private const byte Yes = 3;

    private readonly Score[] _scores;
    private readonly byte[] _states;
    private double[]? _features;
    private string? _customerId;
    private bool _scored;
    private LifetimeScore? _lifetime;
    private bool _lifetimeScored;
    private int _cluster = ClusterUnknown;
    private Value? _segmentList;
    private string? _assignmentId;
    private CompiledCampaign?[]? _leaders;
    private bool[]? _led;
    private List<Shown>? _shown;
    private (CompiledPlacement? Placement, int Shown, bool IsFull) _full;

    /// <summary>Nothing is computed yet.</summary>
    public DecisionSubject(Catalogue catalogue, DecisionQuery query)
    {
        Catalogue = catalogue;
        Query = query;
        AllowsUnasked = catalogue.AllowsUnasked || query.AssumesConsent;
        MayPersonalize = ConsentGate.MayPersonalize(query.Profile, AllowsUnasked);
        _scores = catalogue.Models.Count == 0 ? [] : new Score[catalogue.Models.Count];
        _states = ArrayPool<byte>.Shared.Rent(catalogue.Segments.Length + catalogue.Campaigns);
        _states.AsSpan().Clear();
    }

    /// <summary>Whether who was never asked for consent counts as having given it.</summary>
    internal bool AllowsUnasked { get; }

    /// <summary>Whether anything of the profile may be used where no campaign says what it needs.</summary>
    internal bool MayPersonalize { get; }

    /// <summary>What is decided from.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>What was asked.</summary>
    public DecisionQuery Query { get; }

    /// <summary>The numeric features in the catalogue's order; NaN for no value.</summary>
    public ReadOnlySpan<double> Features => (_features ??= Compute()).AsSpan(0, FeatureCatalogue.NumericCount);

    /// <summary>The id that splits are made by, see <see cref="Profiles.Profile.AssignmentId"/>.</summary>
    internal string AssignmentId => _assignmentId ??= Query.Profile.AssignmentId;

    /// <summary>The shop's id of the customer, or the visitor's: cut from the key once.</summary>
    internal string CustomerId => _customerId ??= Query.Profile.Customer.Id;

    /// <summary>The instant in a profile's milliseconds.</summary>
    internal long NowMilliseconds => Profiles.Instants.ToMilliseconds(Query.Now);

    /// <summary>Which of the call's placements is being decided, from 0.</summary>
    internal int Position { get; set; }

    /// <summary>What was decided so far in this call.</summary>
    internal ReadOnlySpan<Shown> Shown => CollectionsMarshal.AsSpan(_shown);

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_states);
        if (_features is not null)
        {
            ArrayPool<double>.Shared.Return(_features);
            _features = null;
        }
    }

    /// <summary>What the model of a number says.</summary>
    internal Score Score(int model)
    {
        if (!_scored)
        {
            var features = Features;
            for (var i = 0; i < _scores.Length; i++)
            {
                _scores[i] = Catalogue.Models[i].Score(features);
            }

            _scored = true;
        }

        return _scores[model];
    }

    /// <summary>What the customer is expected to order; null without a model or without an order.</summary>
    internal LifetimeScore? Lifetime
    {
        get
        {
            if (!_lifetimeScored)
            {
                _lifetimeScored = true;
                if (Catalogue.Lifetime?.TryScore(Query.Profile, Query.Now, Features, out var score) == true)
                {
                    _lifetime = score;
                }
            }

            return _lifetime;
        }
    }

    /// <summary>The number of the customer's cluster, -1 for none.</summary>
    internal int Cluster => _cluster != ClusterUnknown
        ? _cluster
        : _cluster = Catalogue.Clusters?.Assign(Query.Profile, Features) ?? -1;

    /// <summary>Whether the customer is in the segment of a number.</summary>
    internal bool InSegment(int segment)
    {
        ref var state = ref _states[segment];
        if (state == Unknown)
        {
            state = Computing;
            state = Catalogue.Segments[segment].Condition.Matches(this) ? Yes : No;
        }

        return state == Yes;
    }

    /// <summary>Whether the customer is in a campaign's audience.</summary>
    internal bool InAudience(CompiledCampaign campaign)
    {
        if (campaign.Audience is null)
        {
            return true;
        }

        ref var state = ref _states[Catalogue.Segments.Length + campaign.Number];
        if (state == Unknown)
        {
            state = campaign.Audience.Matches(this) ? Yes : No;
        }

        return state == Yes;
    }

    /// <summary>Takes note of what will be seen, for the caps of this call's other placements.</summary>
    internal void Show(CompiledPlacement placement, CompiledCampaign campaign) =>
        (_shown ??= []).Add(new Shown(placement, campaign));

    /// <summary>
    /// The campaign of an exclusion group that the customer gets, whatever the placement; null for none.
    /// </summary>
    internal CompiledCampaign? LeaderOf(int group)
    {
        _leaders ??= new CompiledCampaign?[Catalogue.Groups.Length];
        _led ??= new bool[Catalogue.Groups.Length];
        if (!_led[group])
        {
            _led[group] = true;
            _leaders[group] = Candidacy.Lead(this, Catalogue.Groups[group]);
        }

        return _leaders[group];
    }

    /// <summary>Whether the caps that campaigns share leave no room in a placement.</summary>
    internal bool IsFull(CompiledPlacement placement)
    {
        if (placement.SharedCaps.Length == 0)
        {
            return false;
        }

        if (_full.Placement != placement || _full.Shown != Shown.Length)
        {
            _full = (placement, Shown.Length, CapGate.IsFull(this, placement));
        }

        return _full.IsFull;
    }

    /// <summary>The keys of the customer's segments, in order.</summary>
    internal string[] Segments()
    {
        var count = 0;
        for (var i = 0; i < Catalogue.Segments.Length; i++)
        {
            count += InSegment(i) ? 1 : 0;
        }

        var keys = count == 0 ? [] : new string[count];
        for (var (i, at) = (0, 0); at < count; i++)
        {
            if (InSegment(i))
            {
                keys[at++] = Catalogue.Segments[i].Key;
            }
        }

        return keys;
    }

    /// <summary>The same as a list of the condition language.</summary>
    internal Value SegmentList() => _segmentList ??= Value.OfList(Array.ConvertAll(Segments(), Value.Of));

    private double[] Compute()
    {
        var features = ArrayPool<double>.Shared.Rent(FeatureCatalogue.NumericCount);
        FeatureCatalogue.Compute(Query.Profile, Query.Now, features.AsSpan(0, FeatureCatalogue.NumericCount));
        if (Query.Features is { } replaced)
        {
            foreach (var (name, value) in replaced)
            {
                if (FeatureCatalogue.TryGet(name, out var feature) && feature.Index < FeatureCatalogue.NumericCount)
                {
                    features[feature.Index] = value ?? double.NaN;
                }
            }
        }

        return features;
    }
}

/// <summary>A campaign that was decided on for a placement.</summary>
internal readonly record struct Shown(CompiledPlacement Placement, CompiledCampaign Campaign);
