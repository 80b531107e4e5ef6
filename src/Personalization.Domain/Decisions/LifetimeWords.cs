using Personalization.Conditions;
using Personalization.Domain.LifetimeValue;

namespace Personalization.Domain.Decisions;

/// <summary>
/// The names by which conditions and templates speak of lifetime value: <c>scores.lifetime.value_365d</c>.
/// </summary>
internal static class LifetimeWords
{
    private const string Prefix = LifetimeArtifact.Name + ".";

    private static readonly (string Name, Func<LifetimeScore, double> Read)[] Fields =
    [
        ("value_365d", score => score.Value365Days),
        ("value_90d", score => score.Value90Days),
        ("orders_365d", score => score.Orders365Days),
        ("orders_90d", score => score.Orders90Days),
        ("alive", score => score.Alive),
        ("percentile", score => score.Percentile),
        ("next_order_days", score => score.NextOrderDays),
        ("days_between_orders", score => score.DaysBetweenOrders),
    ];

    /// <summary>The field of a name below <c>scores</c>; null for another name.</summary>
    internal static Field<DecisionSubject>? Field(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)
            || Array.Find(Fields, field => field.Name == name[Prefix.Length..]) is not { Read: { } read })
        {
            return null;
        }

        return Field(name[Prefix.Length..], read);
    }

    /// <summary>The fields of <c>scores.lifetime</c>, by name.</summary>
    internal static Dictionary<string, Field<DecisionSubject>> All() => Fields.ToDictionary(
        field => field.Name, field => Field(field.Name, field.Read), StringComparer.Ordinal);

    /// <summary>All of them for a template; null for a customer without an order.</summary>
    internal static Dictionary<string, object?>? ForTemplate(DecisionSubject subject) =>
        subject.Lifetime is not { } score ? null : Fields.ToDictionary(
            field => field.Name, field => (object?)field.Read(score), StringComparer.Ordinal);

    private static Field<DecisionSubject> Field(string name, Func<LifetimeScore, double> read)
    {
        var missing = Value.Missing($"scores.{Prefix}{name}");
        return new Field<DecisionSubject>(
            ConditionType.Double, subject => subject.Lifetime is { } score ? Value.Of(read(score)) : missing);
    }
}
