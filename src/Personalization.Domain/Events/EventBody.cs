using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>One pass over an event's body that picks up what <see cref="CustomerEvent"/> holds.</summary>
/// <remarks>
/// A body that stops being JSON half-way gives what was read before: an event in the log must never make a customer
/// unreadable. The last of two members with the same name counts.
/// </remarks>
internal ref struct EventBody
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 100_000 };
    private readonly EventKind _kind;
    private readonly EventDetail _detail;
    private Utf8JsonReader _json;
    private ProductDraft _product;
    private List<ProductLine>? _lines;
    private long? _total;
    private long? _revenue;
    private long? _value;
    private string? _promotion;
    private string? _campaign;
    private string? _campaignObject;
    private PageDraft _page;
    private DeviceClues _device;
    private Dictionary<string, TraitValue>? _traits;
    private Dictionary<string, TraitValue>? _contextTraits;
    private Dictionary<string, bool>? _permissions;

    public EventBody(ReadOnlySpan<byte> body, EventKind kind, EventDetail detail)
    {
        _json = new Utf8JsonReader(body, Deep);
        _kind = kind;
        _detail = detail;
    }

    public long DiscountUnits { get; private set; }

    public string? OrderId { get; private set; }

    public string? Creative { get; private set; }

    public string? Position { get; private set; }

    public string? DecisionId { get; private set; }

    public readonly string? Category => _product.Category;

    public readonly string? CampaignId => _promotion ?? _campaign ?? _campaignObject;

    public readonly DeviceKind Device => _device.Kind();

    public readonly string? Page => _page.Page;

    private readonly bool IsPage => _kind is EventKind.PageViewed or EventKind.ScreenViewed;

    /// <summary>An identify call's own traits go before those of its context, whichever comes first.</summary>
    public readonly IReadOnlyCollection<KeyValuePair<string, TraitValue>>? Traits()
    {
        if (_traits is null || _contextTraits is null)
        {
            return _traits ?? _contextTraits;
        }

        foreach (var (name, value) in _contextTraits)
        {
            _traits.TryAdd(name, value);
        }

        return _traits;
    }

    /// <summary>What the event says the customer allows; null for nothing.</summary>
    public readonly Dictionary<string, bool>? Permissions() =>
        _kind == EventKind.Unsubscribed ? PermissionReader.Unsubscribe(_permissions) : _permissions;

    /// <summary>The one product of a product event, else the lines of <c>products</c>.</summary>
    public readonly ProductLine[] Products()
    {
        if (_product.HasId && (_lines is null || EventVocabulary.IsAboutProduct(_kind)))
        {
            return [_product.ToLine()];
        }

        return _lines is null ? [] : [.. _lines];
    }

    public readonly long TotalUnits(ReadOnlySpan<ProductLine> products)
    {
        if ((_total ?? _revenue ?? _value) is { } sent)
        {
            return sent;
        }

        var sum = 0L;
        foreach (ref readonly var product in products)
        {
            sum = Money.Add(sum, product.ValueUnits);
        }

        return Math.Clamp(sum, -Money.MaxUnits, Money.MaxUnits);
    }

    public void Read()
    {
        try
        {
            if (_json.Read() && _json.TokenType == JsonTokenType.StartObject)
            {
                ReadMembers();
            }
        }
        catch (JsonException)
        {
            // What was read so far stands; see the remarks.
        }
    }

    private void ReadMembers()
    {
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Name(_json);
            if (name.SequenceEqual("properties"u8))
            {
                ReadProperties();
            }
            else if (name.SequenceEqual("context"u8))
            {
                ReadContext();
            }
            else if (_kind == EventKind.Identify && name.SequenceEqual("traits"u8))
            {
                TraitReader.Read(ref _json, _traits ??= []);
            }
            else if (!IsPage || !_page.Take(name.SequenceEqual("name"u8), ref _json))
            {
                _json.Skip();
            }
        }
    }

    private void ReadProperties()
    {
        if (_kind == EventKind.PreferencesChanged)
        {
            PermissionReader.ReadSubscriptions(ref _json, ref _permissions);
            return;
        }

        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var property = PropertyNames.Find(JsonValues.Name(_json));
            if (property == PropertyName.None)
            {
                _json.Skip();
                continue;
            }

            _json.Read();
            TakeProperty(property);
            _json.Skip();
        }
    }

    private void TakeProperty(PropertyName property)
    {
        switch (property)
        {
            case PropertyName.Products:
                ReadProducts();
                break;
            case PropertyName.Total:
                _total = JsonValues.Units(_json);
                break;
            case PropertyName.Revenue:
                _revenue = JsonValues.Units(_json);
                break;
            case PropertyName.Value:
                _value = JsonValues.Units(_json);
                break;
            case PropertyName.Discount:
                DiscountUnits = JsonValues.Units(_json) ?? 0;
                break;
            case PropertyName.OrderId:
                OrderId = JsonValues.Text(_json);
                break;
            default:
                if (!(IsPage && _page.Take(property, _json)) && !_product.Take(property, _json, _detail))
                {
                    TakeCampaignProperty(property);
                }

                break;
        }
    }

    private void TakeCampaignProperty(PropertyName property)
    {
        switch (property)
        {
            case PropertyName.PromotionId:
                _promotion = JsonValues.Text(_json);
                break;
            case PropertyName.CampaignId:
                _campaign = JsonValues.Text(_json);
                break;
            case PropertyName.Campaign:
                _campaignObject = CampaignReader.Read(ref _json);
                break;
            case PropertyName.Creative:
                Creative = JsonValues.Text(_json);
                break;
            case PropertyName.Position:
                Position = JsonValues.Text(_json);
                break;
            case PropertyName.DecisionId:
                DecisionId = JsonValues.Text(_json);
                break;
        }
    }

    private void ReadProducts()
    {
        _lines = null;
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        _lines = [];
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType == JsonTokenType.StartObject)
            {
                ReadLine(_lines);
            }
            else
            {
                _json.Skip();
            }
        }
    }

    private void ReadLine(List<ProductLine> lines)
    {
        var line = default(ProductDraft);
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var property = PropertyNames.Find(JsonValues.Name(_json));
            _json.Read();
            line.Take(property, _json, _detail);
            _json.Skip();
        }

        if (line.HasId)
        {
            lines.Add(line.ToLine());
        }
    }

    private void ReadContext()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonValues.Name(_json).SequenceEqual("traits"u8))
            {
                TraitReader.Read(ref _json, _contextTraits ??= []);
            }
            else if (JsonValues.Name(_json).SequenceEqual("consent"u8))
            {
                PermissionReader.ReadConsent(ref _json, ref _permissions);
            }
            else
            {
                _device.Take(ref _json);
            }
        }
    }
}
