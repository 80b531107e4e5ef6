using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>A product line while its members are being read, in whatever order they come.</summary>
internal struct ProductDraft
{
    private string? _id;
    private string? _sku;
    private string? _name;
    private string? _brand;
    private string? _url;
    private string? _imageUrl;
    private long? _price;
    private int? _quantity;

    public string? Category { get; private set; }

    public readonly bool HasId => (_id ?? _sku) is not null;

    /// <summary>Takes the value that the reader stands on if it is a product's; says whether it was.</summary>
    public bool Take(PropertyName property, in Utf8JsonReader json, EventDetail detail)
    {
        switch (property)
        {
            case PropertyName.ProductId:
                _id = JsonValues.Text(json);
                return true;
            case PropertyName.Sku:
                _sku = JsonValues.Text(json);
                return true;
            case PropertyName.Category:
                Category = json.TokenType == JsonTokenType.String ? JsonValues.Text(json) : null;
                return true;
            case PropertyName.Price:
                _price = JsonValues.Units(json);
                return true;
            case PropertyName.Quantity:
                _quantity = JsonValues.Quantity(json);
                return true;
            default:
                return detail == EventDetail.Full && TakeDetail(property, json);
        }
    }

    public readonly ProductLine ToLine() => new((_id ?? _sku)!, Category, _price ?? 0, _quantity ?? 1)
    {
        Name = _name,
        Brand = _brand,
        Url = _url,
        ImageUrl = _imageUrl,
    };

    private bool TakeDetail(PropertyName property, in Utf8JsonReader json)
    {
        switch (property)
        {
            case PropertyName.Name:
                _name = JsonValues.Text(json);
                return true;
            case PropertyName.Brand:
                _brand = JsonValues.Text(json);
                return true;
            case PropertyName.Url:
                _url = JsonValues.Text(json);
                return true;
            case PropertyName.ImageUrl:
                _imageUrl = JsonValues.Text(json);
                return true;
            default:
                return false;
        }
    }
}
