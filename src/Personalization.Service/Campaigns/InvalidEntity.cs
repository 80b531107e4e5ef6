using Personalization.Domain.Campaigns;

namespace Personalization.Service.Campaigns;

/// <summary>422: the body is JSON of the right shape, but cannot be stored. Problem details with one entry a
/// fault.</summary>
/// <param name="Type">As RFC 9457 has it.</param>
/// <param name="Title">As RFC 9457 has it.</param>
/// <param name="Status">422.</param>
/// <param name="Detail">The first fault in a sentence.</param>
/// <param name="Errors">Every fault; those of a condition with line, column, what was found and what was
/// expected.</param>
internal sealed record InvalidEntity(
    string Type, string Title, int Status, string Detail, IReadOnlyList<FieldError> Errors)
{
    /// <summary>The answer that lists these faults, at least one.</summary>
    public static IResult Answer(IReadOnlyList<FieldError> errors)
    {
        var problem = new InvalidEntity(
            "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.21",
            "Unprocessable Entity",
            StatusCodes.Status422UnprocessableEntity,
            $"{errors[0].Field}: {errors[0].Message}",
            errors);
        return TypedResults.Json(
            problem,
            CampaignsJson.Default.InvalidEntity,
            "application/problem+json",
            StatusCodes.Status422UnprocessableEntity);
    }
}
