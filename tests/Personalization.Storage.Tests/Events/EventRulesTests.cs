using System.Text;
using Personalization.Domain.Events;
using Personalization.Storage.Events;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Events;

public sealed class EventRulesTests
{
    [Theory, Trait("clause", "LOG-7")]
    [InlineData("[]", "JSON object")]
    [InlineData("", "JSON object")]
    [InlineData("{", "JSON object")]
    [InlineData("{} x", "JSON object")]
    [InlineData("""{"a":"\u0000"}""", "NUL")]
    [InlineData("""{"a\u0000":1}""", "NUL")]
    [InlineData("""{"a":"\ud800"}""", "Unicode")]
    [InlineData("""{"a":1e400000}""", "too large")]
    [InlineData("""{"a":1E-400000}""", "too large")]
    [InlineData("""{"a":1e99999999999999}""", "too large")]
    public void Names_what_is_wrong_with_a_body(string body, string reason)
    {
        var fault = EventRules.BodyFault(Encoding.UTF8.GetBytes(body));

        Assert.Contains(reason, fault, StringComparison.Ordinal);
    }

    [Fact, Trait("clause", "LOG-7")]
    public void Refuses_a_body_that_nests_too_deep_or_is_not_utf8()
    {
        var deep = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 30_000) + new string(']', 30_000) + "}");
        byte[] broken = [.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        Assert.Contains("levels deep", EventRules.BodyFault(deep), StringComparison.Ordinal);
        Assert.NotNull(EventRules.BodyFault(broken));
    }

    [Fact, Trait("clause", "LOG-7")]
    public void Names_the_field_that_is_wrong()
    {
        var good = Event(NewCustomer());

        Assert.Null(EventRules.Fault(good));
        Assert.Contains("messageId", EventRules.Fault(good with { MessageId = "a\0" }), StringComparison.Ordinal);
        Assert.Contains(
            "messageId", EventRules.Fault(good with { MessageId = new string('m', 101) }), StringComparison.Ordinal);
        Assert.Contains("name", EventRules.Fault(good with { Name = "\ud800" }), StringComparison.Ordinal);
        Assert.Contains(
            "customer", EventRules.Fault(good with { Customer = CustomerKey.Known("a\n") }), StringComparison.Ordinal);
        Assert.Contains(
            "joins", EventRules.Fault(good with { Joins = CustomerKey.Known(" ") }), StringComparison.Ordinal);
    }
}
