using Personalization.Conditions;
using Personalization.Domain.Clusters;
using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>What a condition on a customer may speak of.</summary>
public static class CustomerVocabulary
{
    private static readonly Value NoCluster = Value.Missing("customer.cluster");
    private static readonly Value NotSegment = Value.Error("there is no such segment");

    /// <summary>
    /// The names that audiences may use. Any segment's key may be named; whether there is one shows when evaluating.
    /// </summary>
    public static ConditionEnvironment<DecisionSubject> Environment { get; } =
        Create(SegmentScope.Any).AddSegmentList();

    /// <summary>
    /// The names that segments may use: the same without the list <c>segments</c>, which they are what makes.
    /// </summary>
    public static ConditionEnvironment<DecisionSubject> SegmentEnvironment { get; } = Create(SegmentScope.Any);

    /// <summary>
    /// The names that audiences may use where it is known what there is: the segments of a configuration, and its
    /// models where it says which there are.
    /// </summary>
    public static ConditionEnvironment<DecisionSubject> Of(CatalogueSource source) => Create(
        new SegmentScope(source.Segments.Select(segment => segment.Key ?? "").ToHashSet(StringComparer.Ordinal)),
        source.ModelNames).AddSegmentList();

    /// <summary>
    /// A vocabulary that refuses and records the segments that conditions name, and refuses the models that are not
    /// among these; null lets any model be named.
    /// </summary>
    internal static ConditionEnvironment<DecisionSubject> Create(
        SegmentScope scope, IReadOnlyCollection<string>? models = null) =>
        new ConditionEnvironment<DecisionSubject>()
            .Variable("now", ConditionType.Timestamp, subject => Value.Of(subject.Query.Now), "The time of deciding.")
            .AddCustomer()
            .Namespace("features", FeatureFields(), "What is computed from the customer's events; see GET /features.")
            .AddScores(models)
            .AddContext()
            .AddProducts()
            .AddCart()
            .AddEvents()
            .AddDates()
            .Refuse(
                "event",
                "'event' is the event that set off a trigger: only conditions of triggers know it. "
                + "To ask for what happened, write count(\"Product Viewed\", days(7)) > 0.")
            .FunctionFactory(
                "in_segment",
                [ConditionType.String],
                ConditionType.Bool,
                constants => BindSegment(constants, scope),
                "Whether the customer is in the segment of this key.")
            .Example("in_segment", "in_segment(\"vip\")")
            .Example("now", "now.getHours(\"Europe/Berlin\") >= 18")
            .Example("features", "features.orders_365d >= 3")
            .Example("scores", "scores.churn.probability > 0.7 && scores.purchase.percentile >= 80");

    internal static ConditionEnvironment<DecisionSubject> AddSegmentList(
        this ConditionEnvironment<DecisionSubject> environment) => environment.Variable(
        "segments",
        ConditionType.List(ConditionType.String),
        subject => subject.SegmentList(),
        "The keys of the customer's segments.")
        .Example("segments", "\"vip\" in segments");

    private static ConditionEnvironment<DecisionSubject> AddCustomer(
        this ConditionEnvironment<DecisionSubject> environment) => environment
        .Variable(
            "customer.id",
            ConditionType.String,
            subject => Value.Of(subject.CustomerId),
            "The shop's id of the customer, or the visitor's.")
        .Variable(
            "customer.known",
            ConditionType.Bool,
            subject => Value.Of(subject.Query.Known),
            "Whether anything is known of the customer.")
        .Variable(
            "customer.first_seen",
            ConditionType.Timestamp,
            Instant("customer.first_seen", profile => profile.FirstSeen),
            "The first event.")
        .Variable(
            "customer.last_seen",
            ConditionType.Timestamp,
            Instant("customer.last_seen", profile => profile.LastSeen),
            "The last event.")
        .Variable(
            "customer.cluster",
            ConditionType.String,
            subject => subject.Cluster >= 0 ? Value.Of(subject.Catalogue.Clusters!.Keys[subject.Cluster]) : NoCluster,
            "The key of the customer's cluster, such as c1; see GET /clusters.")
        .OpenNamespace(
            "customer.traits",
            name => TraitField("customer.traits.", name),
            "What identify calls said of the customer.")
        .OpenNamespace("traits", name => TraitField("traits.", name), "The same as customer.traits.")
        .Example("customer.traits", "customer.traits.city in [\"Wien\", \"Graz\"]")
        .Example("traits", "traits.age >= 30 && traits[\"home city\"] == \"Wien\"")
        .Example("customer.known", "!customer.known")
        .Example("customer.last_seen", "now - customer.last_seen > days(30)");

    private static ConditionEnvironment<DecisionSubject> AddContext(
        this ConditionEnvironment<DecisionSubject> environment) => environment
        .OpenNamespace(
            "context",
            name =>
            {
                var path = new ContextPath(name);
                return new Field<DecisionSubject>(ConditionType.Dyn, subject => subject.Query.Context.Find(path));
            },
            "What the caller told: context.page.path, context.device, context.locale, context.custom.<anything>.")
        .Example("context", "context.page.path.startsWith(\"/shoes\") && context.device == \"mobile\"");

    private static Func<DecisionSubject, Value> Instant(string name, Func<Profile, DateTimeOffset?> read)
    {
        var missing = Value.Missing(name);
        return subject => read(subject.Query.Profile) is { } at ? Value.Of(at) : missing;
    }

    private static Dictionary<string, Field<DecisionSubject>> FeatureFields()
    {
        var fields = new Dictionary<string, Field<DecisionSubject>>(StringComparer.Ordinal);
        foreach (var feature in FeatureCatalogue.All)
        {
            fields[feature.Name] = FeatureField(feature);
        }

        return fields;
    }

    private static Field<DecisionSubject> FeatureField(FeatureDefinition feature)
    {
        var missing = Value.Missing("features." + feature.Name);
        var index = feature.Index;
        return feature.Type switch
        {
            FeatureType.Text => new Field<DecisionSubject>(
                ConditionType.String,
                subject => FeatureCatalogue.Text(subject.Query.Profile, feature) is { } text
                    ? Value.Of(text)
                    : missing,
                feature.Description),
            FeatureType.Flag => new Field<DecisionSubject>(
                ConditionType.Bool,
                subject => subject.Features[index] is var flag && double.IsNaN(flag) ? missing : Value.Of(flag != 0),
                feature.Description),
            _ => new Field<DecisionSubject>(
                ConditionType.Double,
                subject => subject.Features[index] is var number && double.IsNaN(number) ? missing : Value.Of(number),
                feature.Description),
        };
    }

    private static Field<DecisionSubject> TraitField(string prefix, string name)
    {
        var missing = Value.Missing(prefix + name);
        return new Field<DecisionSubject>(
            ConditionType.Dyn,
            subject => subject.Query.Profile.TryGetTrait(name, out var trait) ? ToValue(trait) : missing);
    }

    private static Value ToValue(TraitValue trait) => trait.Kind switch
    {
        TraitKind.Text => Value.Of(trait.Text!),
        TraitKind.Number => Value.Of(trait.Number),
        TraitKind.Flag => Value.Of(trait.Flag),
        _ => Value.Null,
    };

    private static FunctionBinding<DecisionSubject> BindSegment(IReadOnlyList<Value?> constants, SegmentScope scope)
    {
        if (constants[0] is not { Kind: ValueKind.String } constant)
        {
            return new FunctionBinding<DecisionSubject>(
                "in_segment needs the segment's key written out, as in in_segment(\"vip\").");
        }

        var key = constant.AsString;
        if (!scope.Name(key))
        {
            return new FunctionBinding<DecisionSubject>(
                $"There is no segment '{key}'.", nearest: scope.NearestTo(key))
            {
                Expected = "the key of a segment",
            };
        }

        var missing = key.StartsWith(ClusterModel.SegmentPrefix, StringComparison.Ordinal)
            ? Value.False
            : NotSegment;
        return new FunctionBinding<DecisionSubject>((subject, _) =>
        {
            var number = subject.Catalogue.SegmentNumber(key);
            return number >= 0 ? Value.Of(subject.InSegment(number)) : missing;
        });
    }
}
