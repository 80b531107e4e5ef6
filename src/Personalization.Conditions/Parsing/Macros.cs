namespace Personalization.Conditions.Parsing;

/// <summary>Recognises CEL's macros: <c>has</c>, and those over lists and maps with one or two variables.</summary>
internal static class Macros
{
    public static SelectExpr Has(Token name, List<Expr> arguments, int end)
    {
        if (arguments is not [SelectExpr { IsTest: false } select])
        {
            throw new SyntaxException(
                name.Start, "has() takes one field, such as has(traits.city).", "has", "has(something.field)");
        }

        return new SelectExpr(select.Operand, select.Field, isTest: true)
        {
            Start = name.Start,
            End = end,
            FieldAt = select.FieldAt,
            Depth = select.Depth,
            Size = select.Size,
        };
    }

    /// <summary>The macro that a method call stands for, or null if it is an ordinary method.</summary>
    public static MacroExpr? TryExpand(Parser parser, Expr range, Token name, List<Expr> arguments)
    {
        if (Recognise(name.Text, arguments.Count) is not var (macro, variables))
        {
            return null;
        }

        var names = new List<string>();
        foreach (var argument in arguments.Take(variables))
        {
            names.Add(argument is NameExpr { Rooted: false } variable
                ? variable.Name
                : throw new SyntaxException(
                    argument.Start, $"{name.Text}() needs a simple name for its variable here.", null, "a new name"));
        }

        if (names.Distinct(StringComparer.Ordinal).Count() < names.Count)
        {
            throw new SyntaxException(
                arguments[1].Start, $"{name.Text}() needs two different variables.", names[1], "another name");
        }

        return parser.NewMacro(macro, name, names, [range, .. arguments.Skip(variables)]);
    }

    /// <summary>Whether the name is a macro's, whatever its arguments.</summary>
    public static string? UsageOf(string name) => name switch
    {
        "all" or "exists" or "exists_one" or "existsOne" or "filter" => $"{name}(item, condition)",
        "map" => "map(item, value) or map(item, condition, value)",
        "transformList" or "transformMap" => $"{name}(key, item, value) or {name}(key, item, condition, value)",
        _ => null,
    };

    private static (Macro Macro, int Variables)? Recognise(string name, int arguments) => (name, arguments) switch
    {
        ("all", 2 or 3) => (Macro.All, arguments - 1),
        ("exists", 2 or 3) => (Macro.Exists, arguments - 1),
        ("exists_one" or "existsOne", 2 or 3) => (Macro.ExistsOne, arguments - 1),
        ("filter", 2) => (Macro.Filter, 1),
        ("map", 2) => (Macro.Map, 1),
        ("map", 3) => (Macro.FilteredMap, 1),
        ("transformList", 3) => (Macro.Map, 2),
        ("transformList", 4) => (Macro.FilteredMap, 2),
        ("transformMap", 3) => (Macro.TransformMap, 2),
        ("transformMap", 4) => (Macro.FilteredTransformMap, 2),
        _ => null,
    };
}
