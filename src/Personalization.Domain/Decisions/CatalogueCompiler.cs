using Personalization.Conditions;
using Personalization.Conditions.Checking;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Clusters;
using Personalization.Domain.Experiments;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>
/// Compiles one <see cref="CatalogueSource"/>: segments first, then placements, then the campaigns that name them.
/// </summary>
internal sealed class CatalogueCompiler(CatalogueSource source)
{
    private readonly List<CatalogueError> _errors = [];
    private readonly EntityCompiler _compiler = new();
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);

    internal CatalogueResult Build()
    {
        var segments = AddClusters(new SegmentCompiler(_errors).Compile(source.Segments, source.ModelNames));
        var scope = new SegmentScope(segments.Select(segment => segment.Key).ToHashSet(StringComparer.Ordinal));
        var environment = CustomerVocabulary.Create(scope, source.ModelNames).AddSegmentList();
        var contents = CompilePlacements();
        var campaigns = CompileCampaigns(environment, contents);
        var shared = new SharedCapsCompiler(source, _errors);
        var channels = source.Placements.Where(placement => contents.ContainsKey(placement.Key ?? ""))
            .GroupBy(placement => placement.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Channel, StringComparer.Ordinal);
        var placements = contents.Select(content => new CompiledPlacement(
            content.Key, content.Value, [.. campaigns.GetValueOrDefault(content.Key, [])])
        {
            Channel = channels.GetValueOrDefault(content.Key),
            SharedCaps = shared.Of(content.Key, channels.GetValueOrDefault(content.Key)),
        });
        return new CatalogueResult(new Catalogue(source, [.. placements], segments), _errors);
    }

    // A cluster is a segment like any other, of those whose cluster it is; its key has no quotes in it.
    private CompiledSegment[] AddClusters(CompiledSegment[] segments) =>
    [
        .. (source.Clusters?.Keys ?? [])
            .Select(key => new CompiledSegment(
                ClusterModel.SegmentPrefix + key,
                Condition.Compile($"customer.cluster == \"{key}\"", CustomerVocabulary.Environment).Condition!,
                IsTracked: false))
            .Concat(segments)
            .OrderBy(segment => segment.Key, StringComparer.Ordinal),
    ];

    /// <summary>Whether an entity is whole and the first of its key; its errors are reported.</summary>
    internal static bool Admit(
        CatalogueEntity entity, IReadOnlyList<FieldError> faults, HashSet<string> keys, List<CatalogueError> errors)
    {
        Report(entity, faults, errors);
        if (faults.Count == 0 && !keys.Add(entity.Key))
        {
            errors.Add(new CatalogueError(entity.Kind, entity.Key, new FieldError("key", "is used twice.")));
            return false;
        }

        return faults.Count == 0;
    }

    private static void Report(CatalogueEntity entity, IReadOnlyList<FieldError> faults, List<CatalogueError> errors) =>
        errors.AddRange(faults.Select(fault => new CatalogueError(entity.Kind, entity.Key, fault)));

    private SortedDictionary<string, CompiledContent> CompilePlacements()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var contents = new SortedDictionary<string, CompiledContent>(StringComparer.Ordinal);
        foreach (var placement in source.Placements)
        {
            var entity = new CatalogueEntity("placement", placement.Key ?? "");
            var (fatal, ornamental) = (new FieldErrors(), new FieldErrors());
            placement.Check(fatal);
            var content = _compiler.Content(ornamental, at: "", variant: "", placement.Parts);
            if (Admit(entity, fatal.All, keys, _errors))
            {
                // A placement whose template is broken keeps its content: the spot is worth more than its decoration.
                Report(entity, ornamental.All, _errors);
                contents.Add(placement.Key!, content);
            }
        }

        return contents;
    }

    private Dictionary<string, List<CompiledCampaign>> CompileCampaigns(
        ConditionEnvironment<DecisionSubject> environment, SortedDictionary<string, CompiledContent> placements)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var byPlacement = new Dictionary<string, List<CompiledCampaign>>(StringComparer.Ordinal);
        var number = 0;
        var ordered = source.Campaigns
            .Where(campaign => campaign.Status is CampaignStatus.Active or CampaignStatus.Scheduled)
            .OrderByDescending(campaign => campaign.Priority)
            .ThenBy(campaign => campaign.Key, StringComparer.Ordinal);
        foreach (var campaign in ordered)
        {
            if (Compile(campaign, environment, keys, number) is { } compiled)
            {
                var isSomewhere = false;
                foreach (var placement in Known(campaign, placements))
                {
                    isSomewhere = true;
                    byPlacement.TryAdd(placement, []);
                    byPlacement[placement].Add(compiled);
                }

                number += isSomewhere ? 1 : 0;
            }
        }

        return byPlacement;
    }

    private CompiledCampaign? Compile(
        Campaign campaign, ConditionEnvironment<DecisionSubject> environment, HashSet<string> keys, int number)
    {
        var faults = new FieldErrors();
        campaign.Check(faults);
        var audience = EntityCompiler.Condition(faults, "audience", campaign.Audience, environment);
        var variants = campaign.CompileVariants(faults, _compiler, environment);
        if (!Admit(new CatalogueEntity("campaign", campaign.Key ?? ""), faults.All, keys, _errors))
        {
            return null;
        }

        return new CompiledCampaign
        {
            Key = campaign.Key!,
            Number = number,
            Priority = campaign.Priority,
            Schedule = campaign.Schedule is { } schedule ? new ScheduleClock(schedule) : null,
            Audience = audience,
            Needs = ConsentGate.Needs(campaign.Consent),
            Topics = [.. campaign.Topics ?? []],
            Hash = Exposure.HashOf(campaign.Key),
            Frequency = CompiledFrequency.Compile(campaign),
            IsExempt = campaign.Exempt,
            Group = campaign.Group is { } group ? GroupNumber(group) : -1,
            GroupSeed = $"{campaign.Group}/{campaign.Key}",
            Choice = campaign.Choice,
            Coverage = campaign.Coverage,
            Shares = Bucketing.Shares([.. campaign.Variants.Select(variant => variant.Weight)], campaign.Coverage),
            Variants = variants,
        };
    }

    private int GroupNumber(string group)
    {
        _groups.TryAdd(group, _groups.Count);
        return _groups[group];
    }

    private IEnumerable<string> Known(Campaign campaign, SortedDictionary<string, CompiledContent> placements)
    {
        for (var i = 0; i < campaign.Placements.Count; i++)
        {
            if (placements.ContainsKey(campaign.Placements[i]))
            {
                yield return campaign.Placements[i];
            }
            else
            {
                var unknown = campaign.Placements[i];
                var nearest = Nearest.Of(unknown, placements.Keys);
                var meant = nearest is null ? "" : $" Did you mean '{nearest}'?";
                var fault = new FieldError($"placements[{i}]", $"There is no placement '{unknown}'.{meant}")
                {
                    Found = unknown,
                    Expected = "the key of a placement",
                    Nearest = nearest,
                };
                _errors.Add(new CatalogueError("campaign", campaign.Key, fault));
            }
        }
    }
}

/// <summary>Which entity an error is about.</summary>
internal readonly record struct CatalogueEntity(string Kind, string Key);
