using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Events;
using Personalization.Service.Hosting;

namespace Personalization.Service.Customers;

/// <summary>
/// How a route names a customer: <c>/customers/{id}</c>, or an anonymous visitor with <c>?anonymous=true</c>.
/// </summary>
/// <remarks>A visitor who was joined to a customer answers as that customer.</remarks>
internal static class CustomerAddress
{
    /// <summary>The key, or the problem to answer with.</summary>
    internal static bool TryRead(
        string id, bool? anonymous, out CustomerKey customer, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        var valid = CustomerKey.IsValidId(id);
        customer = !valid ? default : anonymous == true ? CustomerKey.Anonymous(id) : CustomerKey.Known(id);
        problem = valid ? null : Problem.Of(
            StatusCodes.Status400BadRequest,
            "A customer's id has 1 to 256 characters, none of them a control character.");
        return valid;
    }

    /// <summary>404 for a key without events.</summary>
    internal static ProblemHttpResult Unknown(CustomerKey customer) => Problem.Of(
        StatusCodes.Status404NotFound,
        customer.IsKnown
            ? "No event names this customer. For an anonymous visitor add ?anonymous=true."
            : "No event names this visitor.");
}
