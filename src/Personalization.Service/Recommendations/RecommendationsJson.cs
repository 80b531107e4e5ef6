using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Domain.Recommendations;
using Personalization.Service.Hosting;

namespace Personalization.Service.Recommendations;

/// <summary>The JSON of products and recommendations.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(EntityList<Product>))]
[JsonSerializable(typeof(Recommended))]
[JsonSerializable(typeof(RecommendBatch.Request))]
[JsonSerializable(typeof(RecommendBatch.Response))]
internal sealed partial class RecommendationsJson : JsonSerializerContext;
