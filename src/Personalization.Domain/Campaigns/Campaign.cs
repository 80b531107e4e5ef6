using System.Text.Json.Serialization;
using Personalization.Conditions;
using Personalization.Domain.Decisions;

namespace Personalization.Domain.Campaigns;

/// <summary>What to show to whom, where and when. Its JSON is the HTTP contract.</summary>
/// <remarks>
/// Members with a default are settable: generated JSON readers overwrite an absent init-only member with nothing.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Campaign
{
    /// <summary>What it is called in answers and events; see <see cref="EntityKey"/>.</summary>
    public string Key { get; set; } = "";

    /// <summary>For people, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>For people, at most 2,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The keys of the placements it may appear in, 1 to 50.</summary>
    public IReadOnlyList<string> Placements { get; set; } = [];

    /// <summary>The highest priority that applies wins; equal ones go by key.</summary>
    public int Priority { get; init; }

    /// <summary>Only an active campaign is shown, and a scheduled one from the start of its schedule on.</summary>
    public CampaignStatus Status { get; init; }

    /// <summary>When it runs; always when absent.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>The condition on the customer, in the condition language; everybody when absent.</summary>
    public string? Audience { get; init; }

    /// <summary>
    /// The categories of consent it needs, 20 at most: <c>personalization</c> when absent. An empty list is for what
    /// needs no consent, such as the state of an order.
    /// </summary>
    public IReadOnlyList<string>? Consent { get; init; }

    /// <summary>What it is about, for those who opt out of a topic; 20 at most.</summary>
    public IReadOnlyList<string>? Topics { get; init; }

    /// <summary>
    /// The exclusion group it belongs to: of a group's campaigns a customer sees one at a time, in all placements.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>How often it may be shown to one customer; every cap must leave room, 10 at most.</summary>
    public IReadOnlyList<FrequencyCap>? Caps { get; init; }

    /// <summary>How long it pauses for a customer who responded.</summary>
    public Cooldown? Cooldown { get; init; }

    /// <summary>
    /// Whether it passes the caps of placements, channels and all campaigns together, and is not counted by them: for
    /// what must be said, such as the state of an order.
    /// </summary>
    public bool Exempt { get; init; }

    /// <summary>How it chooses among its variants.</summary>
    public VariantChoice Choice { get; init; }

    /// <summary>
    /// The part of its audience that gets it, 0 to 1. Raising it adds customers and moves nobody to another variant.
    /// </summary>
    public double Coverage { get; set; } = 1;

    /// <summary>What it shows, 1 to 50, one of them to each customer, as <see cref="Choice"/> says.</summary>
    public IReadOnlyList<Variant> Variants { get; set; } = [];

    /// <summary>
    /// What is wrong with this campaign by itself; empty when it can be stored. Other entities are not looked at.
    /// </summary>
    public IReadOnlyList<FieldError> Validate()
    {
        var errors = new FieldErrors();
        Check(errors);
        EntityCompiler.Condition(errors, "audience", Audience, CustomerVocabulary.Environment);
        var compiler = new EntityCompiler { RefusesUnknownHelpers = true };
        _ = CompileVariants(errors, compiler, CustomerVocabulary.Environment);
        return errors.All;
    }

    /// <summary>Everything but the audience and the variants' contents.</summary>
    internal void Check(FieldErrors errors)
    {
        errors.Key("key", Key);
        errors.Text("name", Name, CatalogueLimits.Name);
        errors.Text("description", Description, CatalogueLimits.Description);
        CheckPlacements(errors);
        Schedule?.Validate(errors);
        if (!(Coverage is >= 0 and <= 1))
        {
            errors.Add("coverage", "must be a number from 0 to 1.");
        }

        if (!Enum.IsDefined(Status))
        {
            errors.Add("status", "must be active, draft, scheduled, paused or archived.");
        }

        if (Status == CampaignStatus.Scheduled && Schedule?.From is null)
        {
            errors.Add("schedule.from", "is required of a scheduled campaign: it says when it becomes active.");
        }

        errors.Permissions("consent", Consent, CatalogueLimits.Permissions);
        errors.Permissions("topics", Topics, CatalogueLimits.Permissions);
        CheckRules(errors);
        CheckVariants(errors);
    }

    private void CheckRules(FieldErrors errors)
    {
        if (Group is not null)
        {
            errors.Key("group", Group);
        }

        FrequencyCap.Validate(errors, "caps", Caps);
        Cooldown?.Validate(errors);
        if (!Enum.IsDefined(Choice))
        {
            errors.Add("choice", "must be weighted, ranked or first-match.");
        }
    }

    internal CompiledVariant[] CompileVariants(
        FieldErrors errors, EntityCompiler compiler, ConditionEnvironment<DecisionSubject> environment)
    {
        var compiled = new List<CompiledVariant>();
        for (var i = 0; i < Variants?.Count; i++)
        {
            if (Variants[i] is { } variant)
            {
                var at = $"variants[{i}]";
                compiled.Add(new CompiledVariant(
                    compiler.Content(errors, at, variant.Key, variant.Parts),
                    EntityCompiler.Condition(errors, at + ".condition", variant.Condition, environment),
                    EntityCompiler.Rank(errors, at + ".rank", variant.Rank, environment)));
            }
        }

        return [.. compiled];
    }

    private void CheckPlacements(FieldErrors errors)
    {
        if (Placements is null or { Count: 0 or > CatalogueLimits.Placements })
        {
            errors.Add("placements", $"must name 1 to {CatalogueLimits.Placements} placements.");
            return;
        }

        for (var i = 0; i < Placements.Count; i++)
        {
            errors.Key($"placements[{i}]", Placements[i]);
        }
    }

    private void CheckVariants(FieldErrors errors)
    {
        if (Variants is null or { Count: 0 or > CatalogueLimits.Variants })
        {
            errors.Add("variants", $"must hold 1 to {CatalogueLimits.Variants} variants.");
            return;
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Variants.Count; i++)
        {
            CheckVariant(errors, $"variants[{i}]", Variants[i], keys);
            CheckUse(errors, $"variants[{i}]", Variants[i]);
        }

        if (Choice == VariantChoice.Weighted && Variants.All(variant => variant is not { Weight: > 0 }))
        {
            errors.Add("variants", "must have at least one variant with a weight above 0.");
        }
    }

    private void CheckUse(FieldErrors errors, string at, Variant? variant)
    {
        if (variant?.Condition is not null && Choice == VariantChoice.Weighted)
        {
            errors.Add(at + ".condition", "needs the campaign's choice to be first-match or ranked.");
        }

        if (variant?.Rank is not null && Choice != VariantChoice.Ranked)
        {
            errors.Add(at + ".rank", "needs the campaign's choice to be ranked.");
        }
    }

    private static void CheckVariant(FieldErrors errors, string at, Variant? variant, HashSet<string> keys)
    {
        if (variant is null)
        {
            errors.Add(at, "must be an object.");
            return;
        }

        errors.Key(at + ".key", variant.Key);
        if (!keys.Add(variant.Key ?? ""))
        {
            errors.Add(at + ".key", $"'{variant.Key}' is used by an earlier variant of this campaign.");
        }

        if (!(variant.Weight is >= 0 and <= 1_000_000))
        {
            errors.Add(at + ".weight", "must be a number from 0 to 1,000,000.");
        }
    }
}
