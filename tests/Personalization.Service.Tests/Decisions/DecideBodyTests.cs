using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Personalization.Service.Decisions;

namespace Personalization.Service.Tests.Decisions;

public sealed class DecideBodyTests
{
    private const string Usual =
        """{"customerId":"c-1","anonymousId":"a-1","placements":["home","cart"],"""
        + "\"context\":{\"page\":{\"path\":\"/é\"}},\"explain\":true}";

    [Theory]
    [InlineData(Usual)]
    [InlineData("""{"customerId":"c-1","placements":["home"]}""")]
    [InlineData(""" { "placements" : [ ] , "context" : { "deep" : [ { "a" : null } ] } , "anonymousId" : "x" } """)]
    [InlineData("{}")]
    public void What_pages_send_is_read_as_the_general_reader_reads_it(string body)
    {
        var read = DecideBody.TryRead(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)));

        Assert.NotNull(read);
        Assert.Equal(Told(General(body)), Told(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"customerId":"c-1","placements":["home"]} x""")]
    [InlineData("""{"customerId":"c-1","placements":["home"]}{}""")]
    [InlineData("""{"customerId":"c-1","placements":["home"]""")]
    [InlineData("""{"customerId":7,"placements":["home"]}""")]
    [InlineData("""{"customerId":null,"placements":["home"]}""")]
    [InlineData("""{"customerId":"c-\u0031","placements":["home"]}""")]
    [InlineData("""{"CustomerId":"c-1","placements":["home"]}""")]
    [InlineData("""{"customerId":"c-1","placements":["home",null]}""")]
    [InlineData("""{"customerId":"c-1","placements":"home"}""")]
    [InlineData("""{"customerId":"c-1","placements":["home"],"context":[]}""")]
    [InlineData("""{"customerId":"c-1","placements":["home"],"context":null}""")]
    [InlineData("""{"customerId":"c-1","placements":["home"],"explain":1}""")]
    [InlineData("""{"customerId":"c-1","placements":["home"],"preview":true}""")]
    [InlineData("""{"customerId":"c-1","placements":["home"],"unknown":{}}""")]
    public void Whatever_else_is_left_to_the_general_reader(string body) =>
        Assert.Null(DecideBody.TryRead(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body))));

    [Fact]
    public void A_body_with_any_byte_changed_is_read_alike_or_left_alone()
    {
        var random = new Random(20260701);
        var (read, left) = (0, 0);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Usual);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)(
                    random.Next(4) == 0 ? random.Next(256) : random.Next(32, 127));
            }

            if (DecideBody.TryRead(new ReadOnlySequence<byte>(bytes)) is { } request)
            {
                read++;
                Assert.Equal(
                    Told(JsonSerializer.Deserialize(bytes, DecisionsJson.Default.DecideRequest)!), Told(request));
            }
            else
            {
                left++;
            }
        }

        Assert.True(read > 1_000 && left > 1_000, $"{read} were read and {left} left.");
    }

    private static DecideRequest General(string body) =>
        JsonSerializer.Deserialize(body, DecisionsJson.Default.DecideRequest)!;

    private static string Told(DecideRequest request) => string.Join(
        '|',
        request.CustomerId,
        request.AnonymousId,
        request.Placements is null ? "none" : string.Join(',', request.Placements),
        request.Context is { } context ? Convert.ToHexString(JsonMarshal.GetRawUtf8Value(context)) : "none",
        request.Explain,
        request.Preview,
        request.Profile,
        request.Now);
}
