using Personalization.Conditions.Parsing;

namespace Personalization.Conditions.Checking;

internal sealed partial class Checker
{
    private ConditionType TypeOf(MacroExpr macro)
    {
        var range = TypeOf(macro.Children[0]);
        if (!range.IsDyn && range.Kind is not (ValueKind.List or ValueKind.Map))
        {
            Report(
                macro.Children[0],
                $"A macro runs over a list or a map, found {range}.",
                range.ToString(),
                "list or map");
            range = ConditionType.Dyn;
        }

        Declare(macro, range);
        var result = ResultOf(macro, range);
        _locals.RemoveRange(_locals.Count - macro.Variables.Count, macro.Variables.Count);
        return result;
    }

    private void Declare(MacroExpr macro, ConditionType range)
    {
        var element = range.Element ?? ConditionType.Dyn;
        var key = range.Kind switch
        {
            ValueKind.List => ConditionType.Int,
            ValueKind.Map => range.Key!,
            _ => ConditionType.Dyn,
        };
        if (macro.Variables.Count == 1)
        {
            _locals.Add((macro.Variables[0], range.Kind == ValueKind.List ? element : key));
        }
        else
        {
            _locals.Add((macro.Variables[0], key));
            _locals.Add((macro.Variables[1], element));
        }

        _mostLocals = Math.Max(_mostLocals, _locals.Count);
    }

    private ConditionType ResultOf(MacroExpr macro, ConditionType range)
    {
        var parts = macro.Children;
        if (parts.Count == 3 || macro.Macro is Macro.All or Macro.Exists or Macro.ExistsOne or Macro.Filter)
        {
            ExpectBool(parts[1], "The condition of a macro");
        }

        return macro.Macro switch
        {
            Macro.Map or Macro.FilteredMap => ConditionType.List(TypeOf(parts[^1])),
            Macro.TransformMap or Macro.FilteredTransformMap =>
                ConditionType.Map(_locals[^2].Type, TypeOf(parts[^1])),
            Macro.Filter when range.Kind == ValueKind.Map => ConditionType.List(range.Key!),
            Macro.Filter => range.IsDyn ? ConditionType.List(ConditionType.Dyn) : range,
            _ => ConditionType.Bool,
        };
    }
}
