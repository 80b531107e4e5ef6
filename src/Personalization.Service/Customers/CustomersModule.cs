using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Storage.Events;
using Personalization.Storage.Privacy;

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
        GetConsent.Map(routes);
        PutConsent.Map(routes);
        Preferences.Map(routes);
        EraseCustomer.Map(routes);
    }
}

/// <summary>The JSON of customers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CustomerProfile))]
[JsonSerializable(typeof(CustomerFeatures))]
[JsonSerializable(typeof(ListEvents.Answer), TypeInfoPropertyName = "CustomerEvents")]
[JsonSerializable(typeof(ListFeatures.Answer), TypeInfoPropertyName = "Features")]
[JsonSerializable(typeof(EventItem))]
[JsonSerializable(typeof(List<ExportCustomer.Decided>), TypeInfoPropertyName = "DecidedList")]
[JsonSerializable(typeof(List<RejectedEvent>), TypeInfoPropertyName = "RejectedList")]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(Dictionary<string, Score>))]
[JsonSerializable(typeof(GetConsent.Answer), TypeInfoPropertyName = "Consent")]
[JsonSerializable(typeof(PutConsent.Request), TypeInfoPropertyName = "ConsentRequest")]
[JsonSerializable(typeof(Preferences.Answer), TypeInfoPropertyName = "Preferences")]
[JsonSerializable(typeof(Preferences.Request), TypeInfoPropertyName = "PreferencesRequest")]
[JsonSerializable(typeof(ErasureReceipt))]
[JsonSerializable(typeof(EraseCustomer.Receipts), TypeInfoPropertyName = "ErasureReceipts")]
internal sealed partial class CustomersJson : JsonSerializerContext;
