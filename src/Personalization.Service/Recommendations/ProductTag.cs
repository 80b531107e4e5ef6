using System.Security.Cryptography;
using System.Text.Json;
using Personalization.Domain.Recommendations;
using Personalization.Service.Campaigns;

namespace Personalization.Service.Recommendations;

/// <summary>The ETag of a product: a hash of what is stored, whether an administrator or an event said it.</summary>
internal static class ProductTag
{
    private const int Bytes = 12;

    /// <summary>The tag, in quotes.</summary>
    internal static string Of(Product product)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(product, RecommendationsJson.Default.Product);
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, Bytes))}\"";
    }

    /// <summary>What a write may replace, as its headers say; null for whatever there is.</summary>
    internal static Func<Product?, bool>? Expectation(HttpRequest request)
    {
        var (match, noneMatch) = (request.Headers.IfMatch.ToString(), request.Headers.IfNoneMatch.ToString());
        if (match.Length == 0 && noneMatch.Length == 0)
        {
            return null;
        }

        return stored =>
            (match.Length == 0 || (stored is not null && EntityTag.Names(match, Of(stored))))
            && (noneMatch.Length == 0 || stored is null || !EntityTag.Names(noneMatch, Of(stored)));
    }
}
