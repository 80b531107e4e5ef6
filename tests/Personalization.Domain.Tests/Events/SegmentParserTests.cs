using Personalization.Domain.Events;

namespace Personalization.Domain.Tests.Events;

public sealed class SegmentParserTests
{
    [Fact]
    public void A_track_call_becomes_an_event_of_its_customer()
    {
        var read = SegmentCalls.Single(
            """
            {"userId":"c-42","anonymousId":"a-1","messageId":"m-1","event":"Product Viewed",
             "timestamp":"2026-03-10T11:00:00Z",
             "properties":{"product_id":"p1","price":9.9},"context":{"locale":"de-DE"},"integrations":{"All":true}}
            """,
            EventType.Track);

        Assert.Equal(
            (CustomerKey.Known("c-42"), (CustomerKey?)null, "m-1", EventType.Track, "Product Viewed"),
            (read.Customer, read.Joins, read.MessageId, read.Type, read.Name));
        Assert.Equal(new DateTimeOffset(2026, 3, 10, 11, 0, 0, TimeSpan.Zero), read.At);
        Assert.Equal(SegmentCalls.ReceivedAt, read.ReceivedAt);
        Assert.Equal(
            """{"properties":{"product_id":"p1","price":9.9},"context":{"locale":"de-DE"}}""",
            SegmentCalls.BodyOf(read));
    }

    [Theory]
    [InlineData("identify", """{"userId":"u"}""", EventType.Identify, "Identify")]
    [InlineData("page", """{"userId":"u","name":"Home"}""", EventType.Page, "Page Viewed")]
    [InlineData("screen", """{"userId":"u","category":"Shop"}""", EventType.Screen, "Screen Viewed")]
    [InlineData("group", """{"userId":"u","groupId":"g"}""", EventType.Group, "Group")]
    [InlineData("alias", """{"userId":"u","previousId":"a"}""", EventType.Alias, "Alias")]
    [InlineData("track", """{"userId":"u","event":"Anything At All"}""", EventType.Track, "Anything At All")]
    public void Every_call_has_its_name_alone_and_in_a_batch(string word, string body, EventType type, string name)
    {
        var alone = SegmentCalls.Single(body, type);
        var inBatch = SegmentCalls.Parse($$"""{"batch":[{"type":"{{word}}",{{body[1..]}}]}""").Events.Single();

        Assert.Equal((type, name), (alone.Type, alone.Name));
        Assert.Equal((type, name), (inBatch.Type, inBatch.Name));
        Assert.Equal(SegmentCalls.BodyOf(alone), SegmentCalls.BodyOf(inBatch));
    }

    [Theory]
    [InlineData("""{"userId":"u","name":"Home","category":"Shop"}""", """{"name":"Home","category":"Shop"}""")]
    [InlineData("""{"userId":"u","name":null,"category":""}""", "{}")]
    [InlineData("""{"userId":"u","properties":null,"context":null}""", "{}")]
    [InlineData("""{"userId":"u","properties":{ },"unknown":{"deep":[1]}}""", """{"properties":{ }}""")]
    [InlineData("""{"userId":"u","name":"a","name":"b"}""", """{"name":"b"}""")]
    [InlineData("""{"us\u0065rId":"u","name":"sch\u00f6n \ud83d\ude00"}""", """{"name":"sch\u00f6n \ud83d\ude00"}""")]
    public void The_body_holds_what_was_sent_verbatim(string sent, string stored) =>
        Assert.Equal(stored, SegmentCalls.BodyOf(SegmentCalls.Single(sent, EventType.Page)));

    [Fact, Trait("clause", "ING-6")]
    public void Identify_with_both_ids_and_alias_join_the_visitor()
    {
        var identify = SegmentCalls.Single("""{"userId":"u","anonymousId":"a"}""", EventType.Identify);
        var alias = SegmentCalls.Single("""{"userId":"u","previousId":"a"}""", EventType.Alias);
        var track = SegmentCalls.Single("""{"userId":"u","anonymousId":"a","event":"E"}""", EventType.Track);
        var visitor = SegmentCalls.Single("""{"anonymousId":"a"}""", EventType.Identify);

        Assert.Equal(CustomerKey.Anonymous("a"), identify.Joins);
        Assert.Equal(CustomerKey.Anonymous("a"), alias.Joins);
        Assert.Null(track.Joins);
        Assert.Equal((CustomerKey.Anonymous("a"), (CustomerKey?)null), (visitor.Customer, visitor.Joins));
    }

    [Fact]
    public void An_event_without_a_message_id_gets_one()
    {
        var batch = SegmentCalls.Parse(
            """
            {"batch":[{"type":"page","userId":"u"},{"type":"page","userId":"u","messageId":""},
             {"type":"page","userId":"u","messageId":"x"}]}
            """);

        Assert.Equal(["made-0", "made-1", "x"], batch.Events.Select(read => read.MessageId));
    }

    [Fact, Trait("clause", "ING-4")]
    public void A_batch_keeps_the_places_of_accepted_and_rejected_events()
    {
        var batch = SegmentCalls.Parse(
            """
            {"batch":[{"type":"page"},{"type":"page","userId":"u"},7,{"type":"page","userId":"u"},
             {"type":"page","userId":1,"messageId":"m"}]}
            """);

        Assert.Equal([1, 3], batch.Indexes);
        Assert.Equal(
            [(0, null, "no_user_anon_id"),
                (2, null, "An event must be a JSON object."), (4, "m", "userId must be a string.")],
            batch.Rejected.Select(refused => (refused.Index, refused.MessageId, refused.Reason)));
    }

    [Theory]
    [InlineData("""{"page":{"path":"/a"}}""", """{"page":{"path":"/a"},"ip":"1.2.3.4","os":{"name":"x"}}""")]
    [InlineData("""{"ip":"9.9.9.9"}""", """{"ip":"9.9.9.9","os":{"name":"x"}}""")]
    [InlineData("{}", """{"ip":"1.2.3.4","os":{"name":"x"}}""")]
    [InlineData("null", """{"ip":"1.2.3.4","os":{"name":"x"}}""")]
    [InlineData("""{ "ip" : null }""", """{"ip" : null,"os":{"name":"x"}}""")]
    [InlineData("""{"i\u0070":1}""", """{"i\u0070":1,"os":{"name":"x"}}""")]
    public void Events_inherit_the_batchs_context_where_they_have_none(string own, string merged)
    {
        var body = $$$$"""
            {"batch":[{"type":"page","userId":"u","context":{{{{own}}}}}],
             "context":{"ip":"1.2.3.4","os":{"name":"x"}}}
            """;

        var read = SegmentCalls.Parse(body).Events.Single();

        Assert.Equal($$"""{"context":{{merged}}}""", SegmentCalls.BodyOf(read));
    }

    [Fact]
    public void The_write_key_is_found_wherever_it_stands()
    {
        var inBatch = """{"batch":[],"writeKey":"k"}"""u8.ToArray();
        var alone = """{"userId":"u","writeKey":"k"}"""u8.ToArray();
        var wrong = """{"batch":[],"writeKey":7}"""u8.ToArray();

        Assert.Equal("k", KeyOf(inBatch, null));
        Assert.Equal("k", KeyOf(alone, EventType.Page));
        Assert.Null(KeyOf(wrong, null));
    }

    private static string? KeyOf(byte[] body, EventType? call) =>
        SegmentEnvelope.TryRead(body, call, out var envelope, out _) ? envelope.WriteKey : "fault";
}
