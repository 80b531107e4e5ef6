namespace Personalization.Conditions.Checking;

/// <summary>
/// What a host declared, whatever its context object: variables, namespaces and functions by full name.
/// </summary>
internal sealed class Names
{
    private static readonly string[] TypeNames =
    [
        "bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint",
        "google.protobuf.Duration", "google.protobuf.Timestamp",
    ];

    private readonly Dictionary<string, Declared> _variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<string, Declared?>?> _spaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DeclaredFunction>> _functions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _prefixes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal);

    public IEnumerable<string> Functions => _functions.Keys;

    public bool TryAdd(Declared variable)
    {
        AddPrefixes(variable.Name);
        return _variables.TryAdd(variable.Name, variable);
    }

    /// <summary>Adds a namespace; an open one finds its fields with the function.</summary>
    public bool TryAddSpace(string name, Func<string, Declared?>? find)
    {
        AddPrefixes(name);
        return _spaces.TryAdd(name, find);
    }

    /// <summary>Adds a name that is known but may not be used here, and why.</summary>
    public bool TryRefuse(string name, string why) => _refused.TryAdd(name, why);

    public void Add(DeclaredFunction function)
    {
        if (!_functions.TryGetValue(function.Name, out var overloads))
        {
            _functions[function.Name] = overloads = [];
        }

        overloads.Add(function);
    }

    public static bool IsType(string name) => TypeNames.Contains(name, StringComparer.Ordinal);

    /// <summary>Whether it holds fields: declared so, or the beginning of declared names.</summary>
    public bool IsSpace(string name) =>
        _spaces.ContainsKey(name) || (_prefixes.Contains(name) && !_variables.ContainsKey(name));

    /// <summary>Why a known name may not be used here; null for every other.</summary>
    public string? WhyNot(string name) => _refused.GetValueOrDefault(name);

    public Declared? FindVariable(string name) => _variables.GetValueOrDefault(name);

    /// <summary>
    /// The field of a namespace. An open namespace is also asked for a field with dots, <c>purchase.probability</c> of
    /// <c>scores</c>, and may refuse it: then the parts are looked up one by one.
    /// </summary>
    public Declared? FindField(string space, string field)
    {
        var found = FindVariable($"{space}.{field}") ?? _spaces.GetValueOrDefault(space)?.Invoke(field);
        for (var dot = space.LastIndexOf('.');
            dot > 0 && found is null && !IsSpace(space);
            dot = space.LastIndexOf('.', dot - 1))
        {
            found = _spaces.GetValueOrDefault(space[..dot])?.Invoke($"{space[(dot + 1)..]}.{field}");
        }

        return found;
    }

    public IReadOnlyList<DeclaredFunction> FindFunction(string name) =>
        _functions.TryGetValue(name, out var overloads) ? overloads : [];

    /// <summary>
    /// The known name an unknown one was probably meant to be: a field left without its namespace, or a typo.
    /// </summary>
    public string? NearestVariable(string name, IEnumerable<string> locals) =>
        _variables.Keys.Order(StringComparer.Ordinal)
            .FirstOrDefault(known => known.EndsWith("." + name, StringComparison.Ordinal))
        ?? Nearest.Of(
            name, _variables.Keys.Concat(_spaces.Keys).Concat(_prefixes).Concat(TypeNames).Concat(locals));

    public string? NearestField(string space, string field) => Nearest.Of(
        field,
        _variables.Keys.Concat(_spaces.Keys).Where(name => name.StartsWith(space + ".", StringComparison.Ordinal))
            .Select(name => name[(space.Length + 1)..]));

    /// <summary>The fields of a namespace in one line; null for one with more than a reader would go through.</summary>
    public string? FieldsOf(string space)
    {
        const int Most = 12;
        var fields = _variables.Keys.Concat(_spaces.Keys)
            .Where(name => name.StartsWith(space + ".", StringComparison.Ordinal))
            .Select(name => name[(space.Length + 1)..].Split('.')[0])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(Most + 1).ToArray();
        return fields.Length is 0 or > Most ? null : string.Join(", ", fields);
    }

    private void AddPrefixes(string name)
    {
        for (var dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            _prefixes.Add(name[..dot]);
        }
    }
}
