using Personalization.Conditions.Checking;
using Personalization.Conditions.Functions;
using Personalization.Conditions.Parsing;

namespace Personalization.Conditions.Compiling;

/// <summary>Turns a checked tree into delegates; what is constant is computed here, once.</summary>
internal sealed class Compiler<TSource>(CheckedTree tree, Action<int, Problem> report)
{
    private int _locals;

    public Node<TSource> Compile() => Compile(tree.Root);

    private Node<TSource> Compile(Expr expr) => tree.Resolutions.GetValueOrDefault(expr) switch
    {
        null => CompileStructure(expr),
        VariableUse use => Variable(expr, use.Variable),
        LocalUse local => Local(expr, local.Slot),
        TypeUse type => Constant(expr, Value.OfType(type.Name)),
        BuiltinCall call => Builtin((CallExpr)expr, call.Function),
        HostCall call => Host((CallExpr)expr, call),
        Unresolved unresolved => Leaf(expr, Value.Error($"there is no {unresolved.What}")),
        var other => throw new InvalidOperationException($"{other.GetType().Name} has no code."),
    };

    private Node<TSource> CompileStructure(Expr expr)
    {
        switch (expr)
        {
            case LiteralExpr literal:
                return Constant(expr, literal.Value);
            case MacroExpr macro:
                return Macro(macro);
            case OperatorExpr { Operator: Operator.In }:
                return Pure(expr, CompileAll(expr.Children), nodes => CollectionSteps<TSource>.In(nodes[0], nodes[1]));
            case OperatorExpr op:
                return Pure(expr, CompileAll(expr.Children), nodes => OperatorSteps<TSource>.For(op.Operator, nodes));
            case LogicalExpr logical:
                return Pure(expr, CompileAll(expr.Children), nodes => LogicSteps<TSource>.For(logical.IsAnd, nodes));
            case ConditionalExpr:
                return Pure(expr, CompileAll(expr.Children), LogicSteps<TSource>.Conditional);
            case ListExpr:
                return Pure(expr, CompileAll(expr.Children), CollectionSteps<TSource>.List);
            case MapExpr:
                return Pure(expr, CompileAll(expr.Children), CollectionSteps<TSource>.Map);
            case SelectExpr select:
                return Pure(expr, CompileAll(expr.Children), nodes =>
                    CollectionSteps<TSource>.Select(nodes[0].Step, select.Field, select.IsTest));
            default:
                throw new InvalidOperationException($"{expr.GetType().Name} has no code.");
        }
    }

    private Node<TSource>[] CompileAll(IReadOnlyList<Expr> children) => [.. children.Select(Compile)];

    private static Node<TSource> Constant(Expr expr, Value value) =>
        new(expr, (ref Frame<TSource> _) => value, [], value);

    private static Node<TSource> Leaf(Expr expr, Value value) => new(expr, (ref Frame<TSource> _) => value, []);

    /// <summary>A node that depends on its children alone: constant if they are, unless it fails.</summary>
    private static Node<TSource> Pure(
        Expr expr, Node<TSource>[] children, Func<Node<TSource>[], Step<TSource>> build)
    {
        var step = build(children);
        if (children.All(child => child.Constant is not null))
        {
            var frame = new Frame<TSource>(default!, []);
            var value = step(ref frame);
            if (!value.IsError)
            {
                return new Node<TSource>(expr, (ref Frame<TSource> _) => value, children, value);
            }
        }

        return new Node<TSource>(expr, step, children);
    }

    private static Node<TSource> Variable(Expr expr, Declared variable)
    {
        var read = ((Field<TSource>)variable.Field).Read;
        if (expr is not SelectExpr { IsTest: true })
        {
            return new Node<TSource>(expr, (ref Frame<TSource> frame) => read(frame.Source), []);
        }

        Step<TSource> test = (ref Frame<TSource> frame) =>
        {
            var value = read(frame.Source);
            return value.IsMissing ? Value.False : value.IsError ? value : Value.True;
        };
        return new Node<TSource>(expr, test, []);
    }

    private static Node<TSource> Local(Expr expr, int slot) =>
        new(expr, (ref Frame<TSource> frame) => frame.Locals[slot], []);

    private Node<TSource> Builtin(CallExpr call, Builtin function)
    {
        var children = CompileAll(call.Children);
        var body = function.Body;
        if (function.Prepare?.Invoke([.. children.Select(child => child.Constant)]) is { } prepared)
        {
            body = prepared.Body ?? body;
            if (prepared.Problem is not null)
            {
                var found = children[prepared.Argument].Constant?.ToString();
                report(
                    call.Children[prepared.Argument].Start,
                    new Problem(prepared.Problem, found, prepared.Expected, null));
            }
        }

        var step = CallSteps<TSource>.Builtin(body, [.. children.Select(child => child.Step)]);
        return function.IsFolded ? Pure(call, children, _ => step) : new Node<TSource>(call, step, children);
    }

    private Node<TSource> Host(CallExpr call, HostCall host)
    {
        var children = CompileAll([.. call.Children.Skip(host.SkipReceiver ? 1 : 0)]);
        IReadOnlyList<Value?> constants = [.. children.Select(child => child.Constant)];
        var overloads = new List<BoundOverload<TSource>>();
        foreach (var overload in host.Overloads)
        {
            var binding = ((FunctionBinder<TSource>)overload.Binder)(constants);
            if (binding.Body is not null)
            {
                overloads.Add(new BoundOverload<TSource>(overload.Signature, binding.Body));
                continue;
            }

            var argument = Math.Clamp(binding.Argument, 0, children.Length - 1);
            var at = children.Length == 0 ? call.At : children[argument].Expr.Start;
            var found = children.Length == 0 ? null : constants[argument]?.ToString();
            var suggestion = binding.Nearest is null ? "" : $" Did you mean '{binding.Nearest}'?";
            report(at, new Problem(binding.Problem + suggestion, found, binding.Expected, binding.Nearest));
        }

        var steps = children.Select(child => child.Step).ToArray();
        var step = CallSteps<TSource>.Host(call.Function, [.. overloads], steps);
        return host.Overloads.All(overload => overload.IsPure)
            ? Pure(call, children, _ => step)
            : new Node<TSource>(call, step, children);
    }

    private Node<TSource> Macro(MacroExpr macro)
    {
        var range = Compile(macro.Children[0]);
        var slot = _locals;
        _locals += macro.Variables.Count;
        var body = CompileAll([.. macro.Children.Skip(1)]);
        _locals = slot;

        var cost = 1 + body.Sum(part => part.Expr.Size);
        var loop = new MacroLoop<TSource>(
            range.Step, [.. body.Select(part => part.Step)], slot, macro.Variables.Count, cost);
        return new Node<TSource>(macro, loop.For(macro.Macro), [range]);
    }
}
