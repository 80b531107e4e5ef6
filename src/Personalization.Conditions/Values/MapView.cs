namespace Personalization.Conditions.Values;

/// <summary>Reads a map value whichever of the two kinds of dictionary it was given as, without copying it.</summary>
internal readonly struct MapView
{
    private readonly IReadOnlyDictionary<Value, Value>? _byValue;
    private readonly IReadOnlyDictionary<string, Value>? _byText;

    private MapView(object map)
    {
        _byText = map as IReadOnlyDictionary<string, Value>;
        _byValue = _byText is null ? (IReadOnlyDictionary<Value, Value>)map : null;
    }

    public int Count => _byText?.Count ?? _byValue!.Count;

    public IEnumerable<Value> Keys => _byText is null ? _byValue!.Keys : _byText.Keys.Select(Value.Of);

    public static MapView Of(Value map) => new(map.Reference);

    public bool TryGet(Value key, out Value value)
    {
        if (_byText is null)
        {
            return _byValue!.TryGetValue(key, out value);
        }

        value = default;
        return key.IsString && _byText.TryGetValue(key.AsString, out value);
    }
}
