using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Recommendations;
using Personalization.Domain.Segments;

namespace Personalization.Domain.Tests.Campaigns;

/// <summary>
/// Generated readers treat absent members differently from reflection; the service uses generated ones.
/// </summary>
public sealed class GeneratedJsonTests
{
    [Fact, Trait("clause", "DEC-10")]
    public void Absent_members_have_their_defaults()
    {
        var campaign = Read("""{"variants":[{"recommendations":{}}]}""", CatalogueRecords.Default.Campaign);
        var variant = campaign.Variants[0];

        Assert.Equal((1.0, "", CampaignStatus.Active), (campaign.Coverage, campaign.Key, campaign.Status));
        Assert.Empty(campaign.Placements);
        Assert.Equal((1.0, "", 4), (variant.Weight, variant.Key, variant.Recommendations!.Limit));
        Assert.Equal("", Read("{}", CatalogueRecords.Default.Placement).Key);
        Assert.Equal("", Read("{}", CatalogueRecords.Default.Segment).Condition);
        Assert.True(Read("{}", CatalogueRecords.Default.Product).Active);
        Assert.Equal("", Read("{}", CatalogueRecords.Default.Product).ProductId);
    }

    [Fact, Trait("clause", "DEC-10")]
    public void Nulls_are_faults_not_crashes()
    {
        const string Nulls = """{"key":null,"placements":null,"variants":[null,{"key":null}],"schedule":null}""";
        var campaign = Read(Nulls, CatalogueRecords.Default.Campaign);

        Assert.Equal(
            ["key", "placements", "variants[0]", "variants[1].key"],
            campaign.Validate().Select(error => error.Field).Order(StringComparer.Ordinal));
        Assert.NotEmpty(Read("""{"key":"a","condition":null}""", CatalogueRecords.Default.Segment).Validate());
        Assert.NotEmpty(Read("""{"productId":null}""", CatalogueRecords.Default.Product).Validate());
    }

    [Fact, Trait("clause", "DEC-10")]
    public void Misspelt_members_are_refused() => Assert.Throws<JsonException>(() =>
        Read("""{"key":"a","priorty":3}""", CatalogueRecords.Default.Campaign));

    private static T Read<T>(string json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(Placement))]
[JsonSerializable(typeof(Segment))]
[JsonSerializable(typeof(Product))]
internal sealed partial class CatalogueRecords : JsonSerializerContext;
