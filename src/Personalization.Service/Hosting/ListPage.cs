using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Personalization.Service.Hosting;

/// <summary>A list as answers carry it; <c>Next</c> is what to send as <c>after</c> for the rest, null at the
/// end.</summary>
internal sealed record EntityList<T>(IReadOnlyList<T> Items, string? Next = null);

/// <summary>Which page of a list that goes by key: what comes after a key, and how many at most.</summary>
internal sealed record ListPage(string? After, int? Limit)
{
    /// <summary>What descriptions say of it.</summary>
    internal const string Rule =
        "A page at a time: send `next` as `after` for the rest. limit: 1 to 1,000, which is the default.";

    private const int Most = 1_000;

    /// <summary>Cuts the page out of the whole list, which need not be sorted; says what is wrong with the
    /// page.</summary>
    internal bool TryCut<T>(
        IEnumerable<T> all, Func<T, string> keyOf, out EntityList<T> page,
        [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        page = new EntityList<T>([]);
        problem = null;
        var size = Limit ?? Most;
        if (size is < 1 or > Most)
        {
            problem = Problem.Of(StatusCodes.Status400BadRequest, "limit must be a whole number from 1 to 1000.");
            return false;
        }

        // One more than asked for tells whether there is a rest.
        var items = all.Where(item => After is null || string.CompareOrdinal(keyOf(item), After) > 0)
            .OrderBy(keyOf, StringComparer.Ordinal).Take(size + 1).ToList();
        page = items.Count > size
            ? new EntityList<T>(items[..size], keyOf(items[size - 1]))
            : new EntityList<T>(items);
        return true;
    }
}
