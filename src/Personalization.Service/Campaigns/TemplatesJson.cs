using System.Text.Json;
using System.Text.Json.Serialization;

namespace Personalization.Service.Campaigns;

/// <summary>The JSON of template previews.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RenderTemplate.Request), TypeInfoPropertyName = "RenderTemplateRequest")]
[JsonSerializable(typeof(RenderTemplate.Response), TypeInfoPropertyName = "RenderTemplateResponse")]
internal sealed partial class TemplatesJson : JsonSerializerContext;
