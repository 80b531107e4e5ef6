using System.Text.Json;

namespace Personalization.Conditions.Tests;

/// <summary>Holds the language to CEL's semantics, one line of <c>vectors/cel.json</c> after the other.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Sections() => [.. Load().Select(section => section.Name)];

    [Theory, Trait("clause", "CON-4"), MemberData(nameof(Sections))]
    public void Every_expression_gives_the_value_or_error_that_CEL_gives(string section)
    {
        var wrong = Load().Single(found => string.Equals(found.Name, section, StringComparison.Ordinal)).Value
            .EnumerateArray()
            .Select(Check)
            .OfType<string>();

        Assert.Empty(wrong);
    }

    /// <summary>What is wrong with one case, or null.</summary>
    private static string? Check(JsonElement item)
    {
        var text = item.GetProperty("expression").GetString()!;
        var level = item.TryGetProperty("unchecked", out _) ? CheckLevel.Syntax : CheckLevel.Full;
        var result = Condition.Compile(text, new ConditionEnvironment<object?>(), null, level);
        if (result.Condition is null)
        {
            return $"{text}: refused: {result.Errors[0]}";
        }

        var value = result.Condition.Evaluate(null);
        if (item.TryGetProperty("error", out var error))
        {
            var isRight = value.IsError && value.ErrorMessage!.Contains(error.GetString()!, StringComparison.Ordinal);
            return isRight ? null : $"{text}: not the error '{error}' but {value}";
        }

        var (type, json) = (TypeName(value.Kind), Json(value));
        var wanted = JsonSerializer.Serialize(item.GetProperty("value"));
        var isSame = JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, item.GetProperty("value"));
        return isSame && string.Equals(type, item.GetProperty("type").GetString(), StringComparison.Ordinal)
            ? null
            : $"{text}: not {wanted} but {json} ({type}; {value})";
    }

    private static string Json(Value value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            ValueJson.Write(writer, value);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string TypeName(ValueKind kind) =>
        kind == ValueKind.Null ? "null_type" : kind.ToString().ToLowerInvariant();

    private static List<JsonProperty> Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "vectors", "cel.json");
        var json = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        Assert.Equal(1, json.GetProperty("specVersion").GetInt32());
        return [.. json.GetProperty("sections").EnumerateObject()];
    }
}
