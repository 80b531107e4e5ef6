using Personalization.Service.Campaigns;
using Personalization.Service.Hosting;
using Personalization.Storage.Keys;

namespace Personalization.Service.Keys;

/// <summary>
/// The ETag of a key: a key is made once and never changed, so when it was made tells it from a later one.
/// </summary>
internal static class KeyTag
{
    /// <summary>The tag, in quotes.</summary>
    internal static string Of(ApiKeyRecord key) => EntityTag.Of(key.CreatedAt.ToUnixTimeMilliseconds());

    /// <summary>Whether what is stored (null: nothing) is not what the headers of a write ask for.</summary>
    internal static bool IsRefused(HttpRequest request, ApiKeyRecord? stored)
    {
        var (match, noneMatch) = (request.Headers.IfMatch.ToString(), request.Headers.IfNoneMatch.ToString());
        return (match.Length > 0 && (stored is null || !EntityTag.Names(match, Of(stored))))
            || (noneMatch.Length > 0 && stored is not null && EntityTag.Names(noneMatch, Of(stored)));
    }

    /// <summary>412.</summary>
    internal static Microsoft.AspNetCore.Http.HttpResults.ProblemHttpResult Refusal(string name) => Problem.Of(
        StatusCodes.Status412PreconditionFailed,
        $"The key '{name}' is not what If-Match or If-None-Match asks for. Read it again, then write.");
}
