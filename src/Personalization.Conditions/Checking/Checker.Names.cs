using Personalization.Conditions.Parsing;

namespace Personalization.Conditions.Checking;

internal sealed partial class Checker
{
    private ConditionType TypeOf(NameExpr name)
    {
        var slot = name.Rooted ? -1 : FindLocal(name.Name);
        if (slot >= 0)
        {
            _resolutions[name] = new LocalUse(slot);
            return _locals[slot].Type;
        }

        if (names.FindVariable(name.Name) is { } variable)
        {
            return Use(name, variable);
        }

        if (Names.IsType(name.Name))
        {
            _resolutions[name] = new TypeUse(name.Name);
            return ConditionType.Type;
        }

        _resolutions[name] = new Unresolved(name.Name);
        if (names.IsSpace(name.Name))
        {
            Report(
                name,
                $"'{name.Name}' holds fields and is not a value itself; write {name.Name}.NAME.",
                name.Name,
                $"{name.Name}.NAME");
            return ConditionType.Dyn;
        }

        ReportNoName(name);
        return ConditionType.Dyn;
    }

    private void ReportNoName(NameExpr name)
    {
        if (names.WhyNot(name.Name) is { } why)
        {
            Report(name, why, name.Name, "a declared name");
        }
        else if (level == CheckLevel.Full)
        {
            var nearest = IsFull ? null : names.NearestVariable(name.Name, _locals.Select(local => local.Name));
            Report(name, $"There is no '{name.Name}'.{Suggest(nearest)}", name.Name, "a declared name", nearest);
        }
    }

    private ConditionType TypeOf(SelectExpr select)
    {
        if (PathOf(select.Operand) is { } path
            && TryResolveField(select, path, select.Field) is { } resolved)
        {
            return select.IsTest ? ConditionType.Bool : resolved;
        }

        var operand = TypeOf(select.Operand);
        var isMap = operand.Kind == ValueKind.Map && operand.Key!.Accepts(ConditionType.String);
        if (!operand.IsDyn && !isMap)
        {
            Report(select, $"A value of type {operand} has no field '{select.Field}'.", operand.ToString(), "a map");
        }

        return select.IsTest ? ConditionType.Bool : isMap ? operand.Element! : ConditionType.Dyn;
    }

    /// <summary><c>traits["first name"]</c>: a field of a namespace under a name that is no identifier.</summary>
    private ConditionType? TryResolveIndexedField(OperatorExpr index) =>
        index.Children[1] is LiteralExpr { Value.Kind: ValueKind.String } literal
            && PathOf(index.Children[0]) is { } path && names.IsSpace(path)
            ? TryResolveField(index, path, literal.Value.AsString)
            : null;

    /// <summary>
    /// The type of a declared variable, field or type of a dotted name; null if the name is none of them.
    /// </summary>
    private ConditionType? TryResolveField(Expr expr, string path, string field)
    {
        if (names.FindField(path, field) is { } found)
        {
            return Use(expr, found);
        }

        if (Names.IsType($"{path}.{field}"))
        {
            _resolutions[expr] = new TypeUse($"{path}.{field}");
            return ConditionType.Type;
        }

        if (!names.IsSpace(path) || names.IsSpace($"{path}.{field}"))
        {
            return null;
        }

        _resolutions[expr] = new Unresolved($"{path}.{field}");
        var nearest = IsFull ? null : names.NearestField(path, field);
        Report(
            expr,
            $"'{path}' has no field '{field}'.{Suggest(nearest)}",
            field,
            names.FieldsOf(path) is { } fields ? $"a field of {path}: {fields}" : $"a field of {path}",
            nearest);
        return ConditionType.Dyn;
    }

    private ConditionType Use(Expr expr, Declared variable)
    {
        _resolutions[expr] = new VariableUse(variable);
        _references.Add(variable.Name);
        return variable.Type;
    }

    /// <summary>
    /// The dotted name that an expression spells, or null if it is more than that or starts with a local.
    /// </summary>
    private string? PathOf(Expr expr) => expr switch
    {
        NameExpr name when name.Rooted || FindLocal(name.Name) < 0 => name.Name,
        SelectExpr { IsTest: false } select when PathOf(select.Operand) is { } path => $"{path}.{select.Field}",
        _ => null,
    };

    private int FindLocal(string name) =>
        _locals.FindLastIndex(local => string.Equals(local.Name, name, StringComparison.Ordinal));

    // Looking for similar names is the slowest part of checking, and beyond the limit nobody reads them.
    private bool IsFull => level != CheckLevel.Full || _reported >= ConditionLimits.Errors;

    private static string Suggest(string? nearest) => nearest is null ? "" : $" Did you mean '{nearest}'?";
}
