using Personalization.Storage.Decisions;

namespace Personalization.Storage.Tests.Decisions;

public sealed class CompactIdTests
{
    [Theory, Trait("clause", "DEC-20")]
    [InlineData("01KCRWJ8P0ABCDEFGHJKMNPQRS")]
    [InlineData("00000000000000000000000000")]
    [InlineData("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")]
    [InlineData("8ZZZZZZZZZZZZZZZZZZZZZZZZZ")]
    [InlineData("01kcrwj8p0abcdefghjkmnpqrs")]
    [InlineData("01KCRWJ8P0ABCDEFGHIJKLMNOU")]
    [InlineData("01KCRWJ8P0ABCDEFGHJKMNPQRé")]
    [InlineData("d-1")]
    [InlineData("")]
    public void An_id_comes_back_as_it_was(string id)
    {
        var compact = CompactId.Of(id);

        Assert.Equal(id, compact.ToString());
        Assert.Equal(id, compact.Text(new char[CompactId.UlidLength]).ToString());
    }

    [Fact, Trait("clause", "DEC-20")]
    public void A_ulid_is_its_number()
    {
        var text = new char[CompactId.UlidLength];

        CompactId.Write((UInt128)32 + 31, text);

        Assert.Equal("0000000000000000000000001Z", new string(text));
        Assert.Equal(CompactId.Of("0000000000000000000000001Z"), CompactId.Of(new string(text)));
    }
}
