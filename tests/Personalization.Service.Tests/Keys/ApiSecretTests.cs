using System.Security.Cryptography;
using System.Text;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;

namespace Personalization.Service.Tests.Keys;

public sealed class ApiSecretTests
{
    [Theory]
    [InlineData("pk_abc")]
    [InlineData("schlüssel-😀")]
    [InlineData("\ud800")]
    public void A_hash_is_the_sha256_of_the_keys_utf8_and_comes_back_from_its_bytes(string secret)
    {
        Assert.True(ApiSecret.TryHash(secret, out var hash));

        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), hash.ToBytes());
        Assert.Equal(hash, SecretHash.From(hash.ToBytes()));
    }

    [Fact]
    public void What_cannot_be_a_key_has_no_hash()
    {
        Assert.False(ApiSecret.TryHash("", out _));
        Assert.False(ApiSecret.TryHash(new string('k', ApiSecret.MaxLength + 1), out _));
        Assert.True(ApiSecret.TryHash(new string('€', ApiSecret.MaxLength), out _));
    }

    [Fact]
    public void A_ring_knows_its_keys_and_no_others()
    {
        var ring = new KeyRing();
        var (first, second) = (ApiSecret.Generate(), ApiSecret.Generate());
        ApiSecret.TryHash(first, out var hash);

        ring.Replace([new(hash, new ApiKey("web", Scope.Ingest))]);

        Assert.Equal("web", ring.Find(first)?.Name);
        Assert.Null(ring.Find(second));
        Assert.Null(ring.Find(first + " "));
        Assert.Null(ring.Find(""));
    }

    [Theory]
    [InlineData("ingest", Scope.Ingest)]
    [InlineData("decide ingest", Scope.Ingest | Scope.Decide)]
    [InlineData(" admin ", Scope.Admin)]
    [InlineData("admin ingest", Scope.Admin)]
    public void Scopes_are_words_separated_by_blanks(string text, Scope scope)
    {
        Assert.True(KeyScopes.TryRead(text, out var read));

        Assert.Equal(scope, read);
        Assert.True(KeyScopes.TryRead(KeyScopes.Write(read), out var again));
        Assert.Equal(scope, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("root")]
    [InlineData("ingest,decide")]
    [InlineData("Manage")]
    [InlineData("7")]
    public void Other_words_are_no_scope(string? text) => Assert.False(KeyScopes.TryRead(text, out _));
}
