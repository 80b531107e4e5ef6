using System.Text;
using System.Text.Json;
using Personalization.Domain.Events;

namespace Personalization.Domain.Tests.Events;

public sealed class SegmentHostileTests
{
    public static TheoryData<string, string> BadEvents => new()
    {
        { """{"type":"track","userId":"u"}""", "event" },
        { """{"type":"track","userId":"u","event":"  "}""", "event" },
        { """{"type":"track","userId":"u","event":null}""", "event" },
        { """{"type":"track","userId":"u","event":17}""", "event must be a string" },
        { """{"type":"track","userId":"u","event":["E"]}""", "event must be a string" },
        { $$"""{"type":"track","userId":"u","event":"{{new string('e', 257)}}"}""", "256" },
        { """{"type":"group","userId":"u"}""", "groupId" },
        { """{"type":"group","userId":"u","groupId":{}}""", "groupId must be a string" },
        { """{"type":"alias","userId":"u"}""", "previousId" },
        { """{"type":"alias","anonymousId":"a","previousId":"b"}""", "userId" },
        { """{"type":"alias","userId":"u","previousId":"a\tb"}""", "previousId" },
        { """{"type":"import","userId":"u"}""", "type" },
        { """{"userId":"u","event":"E"}""", "type" },
        { """{"type":7,"userId":"u"}""", "type must be a string" },
        { """{"type":"page"}""", "no_user_anon_id" },
        { """{"type":"page","userId":"","anonymousId":null}""", "no_user_anon_id" },
        { """{"type":"page","userId":"   "}""", "userId" },
        { """{"type":"page","userId":"a\nb"}""", "userId" },
        { """{"type":"page","userId":["u"]}""", "userId must be a string" },
        { $$"""{"type":"page","userId":"{{new string('x', 257)}}"}""", "userId" },
        { """{"type":"page","userId":"u","anonymousId":"a\u0001"}""", "anonymousId" },
        { """{"type":"page","userId":"u","messageId":true}""", "messageId must be a string" },
        { $$"""{"type":"page","userId":"u","messageId":"{{new string('m', 101)}}"}""", "messageId" },
        { """{"type":"page","userId":"u","properties":"x"}""", "properties must be an object" },
        { """{"type":"page","userId":"u","properties":[]}""", "properties must be an object" },
        { """{"type":"identify","userId":"u","traits":4}""", "traits must be an object" },
        { """{"type":"page","userId":"u","context":[{}]}""", "context must be an object" },
        { """{"type":"page","userId":"u","name":{"a":1}}""", "name must be a string" },
        { """{"type":"page","userId":"u","category":false}""", "category must be a string" },
        { """{"type":"page","userId":"\u0000"}""", "userId: A string holds U+0000" },
        { """{"type":"page","userId":"u","properties":{"a":"\u0000"}}""", "properties.a: A string holds U+0000" },
        { """{"type":"page","userId":"u","properties":{"a\u0000":1}}""", "properties.a\\u0000: A string holds U+0000" },
        {
            """{"type":"page","userId":"u","properties":{"a":["x",{"b":"\ud83d"}]}}""",
            "properties.a: A string holds U+0000 or half of a surrogate"
        },
        { """{"type":"page","userId":"u","properties":{"a":"\ude00\ud83d"}}""", "surrogate" },
        { """{"type":"page","userId":"u","properties":{"a":"\ud83dx"}}""", "surrogate" },
        { """{"type":"page","userId":"u","\ud800":1}""", "surrogate" },
        { """{"type":"page","userId":"u","other":"\uDC00"}""", "surrogate" },
        { """{"type":"page","userId":"u","properties":{"a":1e309}}""", "properties.a: A number" },
        { """{"type":"page","userId":"u","properties":{"a":-1E+99999}}""", "number" },
        { """{"type":"page","userId":"u","properties":{"a":1e-99999999999}}""", "number" },
        { $$$"""{"type":"page","userId":"u","properties":{"a":{{{new string('9', 400)}}}}}""", "number" },
        {
            """{"type":"track","userId":"u","event":"E","properties":{"revenue":1000000000.01}}""",
            "properties.revenue: An amount"
        },
        { """{"type":"track","userId":"u","event":"E","properties":{"total":-1e10}}""", "properties.total: An amount" },
        { """{"type":"track","userId":"u","event":"E","properties":{"price":"1e10"}}""", "amount" },
        {
            """
            {"type":"track","userId":"u","event":"E","properties":{"products":[{"quantity":1},{"quantity":1000000001}]}}
            """,
            "properties.products: An amount"
        },
        { """{"type":"track","userId":"u","event":"E","properties":{"pr\u0069ce":1e10}}""", "amount" },
        { $$$"""{"type":"page","userId":"u","properties":{"a":"{{{new string('x', 33_000)}}}"}}""", "32 KB" },
        { $$$"""{"type":"page","userId":"u","properties":{"a":{{{Nested(31)}}}}}""", "32 deep" },
        { $$$"""{"type":"page","userId":"u","ignored":{{{Nested(5_000)}}}}""", "32 deep" },
        { "null", "object" },
        { "[]", "object" },
        { "\"track\"", "object" },
        { "3.5", "object" },
    };

    [Theory, MemberData(nameof(BadEvents)), Trait("clause", "ING-4")]
    public void A_bad_event_is_refused_with_a_reason_and_its_neighbours_are_not(string item, string reason)
    {
        var batch = SegmentCalls.Between(item);

        Assert.Equal([0, 2], batch.Indexes);
        var refused = Assert.Single(batch.Rejected);
        Assert.Equal(1, refused.Index);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
        Assert.Equal(item, Encoding.UTF8.GetString(refused.Body.Span));
    }

    [Theory]
    [InlineData("""{"type":"page","userId":"u","properties":{"a":"\u0001\t\ud83d\ude00 <script>' OR 1=1; --"}}""")]
    [InlineData("""{"type":"page","userId":"Robert'); DROP TABLE events;--"}""")]
    [InlineData("""{"type":"page","userId":"u","properties":{"__proto__":{"a":1},"constructor":null}}""")]
    [InlineData("""{"type":"page","userId":"u","properties":{"revenue":1000000000,"price":-1e9,"value":"many"}}""")]
    [InlineData("""{"type":"identify","userId":"u","traits":{"price":1e12}}""")]
    [InlineData("""
        {"type":"page","userId":"u","properties":{"a":1e308,"b":-1.5e-300,"c":0.1,"d":123456789012345678901234567890}}
        """)]
    public void Odd_but_lawful_events_are_taken(string item) => Assert.Empty(SegmentCalls.Between(item).Rejected);

    [Theory]
    [InlineData(30, 0)]
    [InlineData(31, 1)]
    public void Events_may_be_32_deep(int nested, int rejected)
    {
        var own = SegmentCalls.Between($$$"""{"type":"page","userId":"u","properties":{"a":{{{Nested(nested)}}}}}""");
        var inherited = SegmentCalls.Parse(
            $$$"""{"context":{"a":{{{Nested(nested)}}}},"batch":[{"type":"page","userId":"u"}]}""");

        Assert.Equal((rejected, rejected), (own.Rejected.Count, inherited.Rejected.Count));
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_alone()
    {
        var body = Encoding.Latin1.GetBytes(
            $$"""{"batch":[{{SegmentCalls.Good("1")}},{"type":"page","userId":"{{(char)0xE9}}"},"""
            + $$"""{{SegmentCalls.Good("2")}}]}""");

        var batch = SegmentCalls.Parse(body);

        Assert.Equal([0, 2], batch.Indexes);
        Assert.Contains("UTF-8", Assert.Single(batch.Rejected).Reason, StringComparison.Ordinal);
    }

    [Theory, Trait("clause", "ING-3")]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{")]
    [InlineData("""{"batch":[{"type":"page","userId":"u"}]""")]
    [InlineData("""{"batch":[{"type":"page","userId":"u"},]}""")]
    [InlineData("""{"batch":[]} trailing""")]
    [InlineData("""{'batch':[]}""")]
    [InlineData("""{"batch":[{"a":"\x"}]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"batch":{}}""")]
    [InlineData("""{"batch":null}""")]
    [InlineData("""{"batch":[],"context":[]}""")]
    public void A_body_that_is_no_batch_is_a_fault_of_the_whole(string body) =>
        Assert.EndsWith(".", SegmentCalls.FaultOf(body), StringComparison.Ordinal);

    [Fact, Trait("clause", "ING-3")]
    public void The_fault_names_the_place()
    {
        var fault = SegmentCalls.FaultOf("{\"userId\":\"u\",\n \"event\" \"E\"}", EventType.Track);

        Assert.Equal("The body is not valid JSON (line 2, position 10).", fault);
    }

    [Theory, Trait("clause", "ING-3")]
    [InlineData(2_500, true)]
    [InlineData(2_501, false)]
    public void A_batch_holds_2500_events(int count, bool taken)
    {
        var body = Encoding.UTF8.GetBytes(
            $$"""{"batch":[{{string.Join(',', Enumerable.Repeat("""{"type":"page","userId":"u"}""", count))}}]}""");

        Assert.Equal(taken, SegmentEnvelope.TryRead(body, null, out _, out _));
    }

    [Fact]
    public void A_context_that_makes_an_event_too_large_refuses_that_event()
    {
        var context = $$"""{"a":"{{new string('x', 20_000)}}"}""";
        var large = $$$"""{"type":"page","userId":"u","properties":{"b":"{{{new string('y', 20_000)}}}"}}""";

        var batch = SegmentCalls.Parse(
            $$"""{"context":{{context}},"batch":[{"type":"page","userId":"u"},{{large}}]}""");

        Assert.Equal([0], batch.Indexes);
        Assert.Contains("32 KB", Assert.Single(batch.Rejected).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":1e999}""")]
    public void A_context_that_cannot_be_stored_refuses_every_event(string context)
    {
        var batch = SegmentCalls.Parse(
            $$$"""{"batch":[{{{SegmentCalls.Good("1")}}},{{{SegmentCalls.Good("2")}}}],"context":{{{context}}}}""");

        Assert.Empty(batch.Events);
        Assert.All(batch.Rejected, refused => Assert.Contains("context", refused.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Damaged_bodies_are_faults_or_rejections_and_every_taken_body_is_json()
    {
        var whole = Encoding.UTF8.GetBytes(
            $$$"""
            {"batch":[{{{SegmentCalls.Good("1")}}},
             {"type":"identify","userId":"ü\u00e9","traits":{"n":[1,2.5e3,null,true]},"timestamp":"2026-01-01"}],
             "context":{"ip":"1"},"sentAt":"2026-03-10"}
            """);
        var random = new Random(20260310);

        for (var round = 0; round < 20_000; round++)
        {
            var damaged = (byte[])whole.Clone();
            for (var hits = random.Next(1, 4); hits > 0; hits--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            if (!SegmentEnvelope.TryRead(damaged, null, out var envelope, out _))
            {
                continue;
            }

            var batch = SegmentParser.Parse(envelope, SegmentCalls.ReceivedAt, () => "made");
            Assert.Equal(envelope.Count, batch.Events.Count + batch.Rejected.Count);
            Assert.All(batch.Events, read => JsonDocument.Parse(read.Body).Dispose());
        }
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
