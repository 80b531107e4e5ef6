using Personalization.Conditions;
using Personalization.Domain.LifetimeValue;

namespace Personalization.Domain.Decisions;

/// <summary>The names by which conditions speak of models: <c>scores.churn.probability</c>.</summary>
internal static class ScoreWords
{
    private static readonly string[] Fields = ["probability", "percentile"];

    /// <param name="environment">What to add the names to.</param>
    /// <param name="models">The models there are, trained or not; null lets any model be named.</param>
    internal static ConditionEnvironment<DecisionSubject> AddScores(
        this ConditionEnvironment<DecisionSubject> environment, IReadOnlyCollection<string>? models)
    {
        environment.OpenNamespace(
            "scores",
            name => LifetimeWords.Field(name) ?? ScoreField(name, models),
            "scores.<model>.probability (0 to 1) and .percentile (0 to 100); "
            + "scores.lifetime.value_365d, value_90d, orders_365d, orders_90d, alive, percentile, next_order_days "
            + "and days_between_orders.");
        if (models is null)
        {
            return environment;
        }

        // Declared one by one, so that the checker knows which names a mistyped one may have been meant to be. A name
        // with a hyphen cannot be written after a dot; the brackets that it needs go through the namespace above.
        environment.Namespace("scores." + LifetimeArtifact.Name, LifetimeWords.All());
        foreach (var model in models.Where(IsIdentifier).Where(model => model != LifetimeArtifact.Name))
        {
            environment.Namespace(
                "scores." + model,
                Fields.ToDictionary(field => field, field => ScoreField(model, field), StringComparer.Ordinal));
        }

        return environment;
    }

    private static bool IsIdentifier(string name) => !char.IsAsciiDigit(name[0])
        && name.All(letter => letter == '_' || char.IsAsciiLetterOrDigit(letter));

    private static Field<DecisionSubject>? ScoreField(string name, IReadOnlyCollection<string>? models)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && Fields.Contains(name[(dot + 1)..]) && models?.Contains(name[..dot]) != false
            ? ScoreField(name[..dot], name[(dot + 1)..])
            : null;
    }

    private static Field<DecisionSubject> ScoreField(string model, string field)
    {
        var isProbability = field == Fields[0];
        var missing = Value.Missing($"scores.{model}.{field}");
        return new Field<DecisionSubject>(ConditionType.Double, subject =>
        {
            var number = subject.Catalogue.ModelNumber(model);
            return number < 0 ? missing
                : Value.Of(isProbability ? subject.Score(number).Probability : subject.Score(number).Percentile);
        });
    }
}
