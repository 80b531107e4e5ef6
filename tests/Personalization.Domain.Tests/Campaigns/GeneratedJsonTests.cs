using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Recommendations;
using Personalization.Domain.Segments;

namespace Personalization.Domain.Tests.Campaigns;

/// <summary>Generated readers treat absent members differently from reflection; the service uses generated ones.</summary>
public sealed class GeneratedJsonTests
{
    [Fact, Trait("clause", "DEC-10")]
    public void Absent_members_have_their_defaults()
    {
        var campaign = JsonSerializer.Deserialize("""{"variants":[{"recommendations":{}}]}""", CatalogueRecords.Default.Campaign)!;

        Assert.Equal((1.0, "", CampaignStatus.Active), (campaign.Coverage, campaign.Key, campaign.Status));
        Assert.Empty(campaign.Placements);
        Assert.Equal((1.0, "", 4), (campaign.Variants[0].Weight, campaign.Variants[0].Key, campaign.Variants[0].Recommendations!.Limit));
        Assert.Equal("", JsonSerializer.Deserialize("{}", CatalogueRecords.Default.Placement)!.Key);
        Assert.Equal("", JsonSerializer.Deserialize("{}", CatalogueRecords.Default.Segment)!.Condition);
        Assert.True(JsonSerializer.Deserialize("{}", CatalogueRecords.Default.Product)!.Active);
        Assert.Equal("", JsonSerializer.Deserialize("{}", CatalogueRecords.Default.Product)!.ProductId);
    }

    [Fact, Trait("clause", "DEC-10")]
    public void Nulls_are_faults_not_crashes()
    {
        var campaign = JsonSerializer.Deserialize(
            """{"key":null,"placements":null,"variants":[null,{"key":null}],"schedule":null}""", CatalogueRecords.Default.Campaign)!;

        Assert.Equal(
            ["key", "placements", "variants[0]", "variants[1].key"],
            campaign.Validate().Select(error => error.Field).Order(StringComparer.Ordinal));
        Assert.NotEmpty(JsonSerializer.Deserialize("""{"key":"a","condition":null}""", CatalogueRecords.Default.Segment)!.Validate());
        Assert.NotEmpty(JsonSerializer.Deserialize("""{"productId":null}""", CatalogueRecords.Default.Product)!.Validate());
    }

    [Fact, Trait("clause", "DEC-10")]
    public void Misspelt_members_are_refused() => Assert.Throws<JsonException>(() =>
        JsonSerializer.Deserialize("""{"key":"a","priorty":3}""", CatalogueRecords.Default.Campaign));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(Placement))]
[JsonSerializable(typeof(Segment))]
[JsonSerializable(typeof(Product))]
internal sealed partial class CatalogueRecords : JsonSerializerContext;
