using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Clusters;
using Personalization.Domain.Segments;
using Personalization.Service.Hosting;

namespace Personalization.Service.Campaigns;

/// <summary>The JSON of configured entities and of what is wrong with one.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = false)]
[JsonSerializable(typeof(Placement))]
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(Segment))]
[JsonSerializable(typeof(CapPolicy))]
[JsonSerializable(typeof(EntityList<CapPolicy>))]
[JsonSerializable(typeof(Persona))]
[JsonSerializable(typeof(EntityList<Persona>))]
[JsonSerializable(typeof(EntityList<Placement>))]
[JsonSerializable(typeof(EntityList<Campaign>))]
[JsonSerializable(typeof(EntityList<Segment>))]
[JsonSerializable(typeof(EntityList<ListChanges.Change>))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(InvalidEntity))]
internal sealed partial class CampaignsJson : JsonSerializerContext;
