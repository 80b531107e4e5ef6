namespace Personalization.Domain.Campaigns;

/// <summary>What holds for the conditions of campaigns and segments alike.</summary>
internal static class ConditionRules
{
    internal static void Check(FieldErrors errors, string field, string? condition) =>
        errors.Text(field, condition, Limits.Condition);
}
