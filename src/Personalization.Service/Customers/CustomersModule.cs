using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Service.Hosting;

namespace Personalization.Service.Customers;

/// <summary>What is known of customers.</summary>
public static class CustomersModule
{
    /// <summary>Registers the slices' JSON.</summary>
    public static void AddCustomers(this IHostApplicationBuilder builder) => builder.AddJson(CustomersJson.Default);

    /// <summary>Maps <c>/customers</c> and <c>/features</c>.</summary>
    public static void MapCustomers(this IEndpointRouteBuilder routes)
    {
        GetCustomer.Map(routes);
        GetFeatures.Map(routes);
        ListEvents.Map(routes);
        ExportCustomer.Map(routes);
        ListFeatures.Map(routes);
    }
}

/// <summary>The JSON of customers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CustomerProfile))]
[JsonSerializable(typeof(CustomerFeatures))]
[JsonSerializable(typeof(ListEvents.Answer), TypeInfoPropertyName = "CustomerEvents")]
[JsonSerializable(typeof(ListFeatures.Answer), TypeInfoPropertyName = "Features")]
[JsonSerializable(typeof(ExportCustomer.Answer), TypeInfoPropertyName = "Export")]
internal sealed partial class CustomersJson : JsonSerializerContext;
