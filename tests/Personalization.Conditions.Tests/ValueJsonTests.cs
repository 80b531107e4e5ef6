using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Personalization.Conditions.Tests;

public sealed class ValueJsonTests
{
    public static TheoryData<Value, string> Written() => new()
    {
        { Value.Null, "null" },
        { Value.True, "true" },
        { Value.Of(9007199254740992L), "9007199254740992" },
        { Value.Of(9007199254740993L), "\"9007199254740993\"" },
        { Value.Of(long.MinValue), "\"-9223372036854775808\"" },
        { Value.Of(ulong.MaxValue), "\"18446744073709551615\"" },
        { Value.Of(1.5), "1.5" },
        { Value.Of(double.NaN), "\"NaN\"" },
        { Value.Of(double.PositiveInfinity), "\"Infinity\"" },
        { Value.Of(double.NegativeInfinity), "\"-Infinity\"" },
        { Value.Of([255, 0]), "\"/wA=\"" },
        { Value.Of(TimeSpan.FromMilliseconds(-1500)), "\"-1.5s\"" },
        { Value.Of(new DateTimeOffset(2024, 5, 31, 14, 0, 0, TimeSpan.FromHours(2))), "\"2024-05-31T12:00:00Z\"" },
        { Value.OfList([Value.Of(1L), Value.Of("a"), Value.Missing("x")]), "[1,\"a\",null]" },
        { Value.OfMap(new Dictionary<string, Value> { ["a"] = Value.Of(1.0) }), "{\"a\":1}" },
        { Value.OfMap(new Dictionary<Value, Value> { [Value.True] = Value.Null }), "{\"true\":null}" },
        { Value.Error("broken"), "null" },
    };

    [Theory, Trait("clause", "CON-11"), MemberData(nameof(Written))]
    public void A_value_is_written_in_CELs_mapping(Value value, string json) => Assert.Equal(json, Write(value));

    [Theory, Trait("clause", "CON-11")]
    [InlineData("5", ValueKind.Int)]
    [InlineData("5.0", ValueKind.Double)]
    [InlineData("5e0", ValueKind.Double)]
    [InlineData("18446744073709551615", ValueKind.Uint)]
    [InlineData("18446744073709551616", ValueKind.Double)]
    [InlineData("1e999", ValueKind.Double)]
    [InlineData("\"a\"", ValueKind.String)]
    [InlineData("null", ValueKind.Null)]
    [InlineData("[1]", ValueKind.List)]
    [InlineData("{\"a\":[{}]}", ValueKind.Map)]
    [InlineData("\"\\ud800\"", ValueKind.Error)]
    [InlineData("{\"\\ud800\":1}", ValueKind.Error)]
    public void JSON_is_read_by_its_own_types(string json, ValueKind kind) =>
        Assert.Equal(kind, ValueJson.Read(JsonDocument.Parse(json).RootElement).Kind);

    [Fact, Trait("clause", "CON-11")]
    public void What_was_read_is_written_again()
    {
        const string json = """{"a":[1,2.5,"x",true,null,{"b":{}}],"c":"9007199254740993"}""";

        Assert.Equal(json, Write(ValueJson.Read(JsonDocument.Parse(json).RootElement)));
    }

    private static string Write(Value value)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            ValueJson.Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
