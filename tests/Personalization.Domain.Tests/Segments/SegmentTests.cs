using Personalization.Domain.Segments;

namespace Personalization.Domain.Tests.Segments;

public sealed class SegmentTests
{
    [Theory, Trait("clause", "DEC-10")]
    [InlineData("key", "a b", "true")]
    [InlineData("condition", "vip", "")]
    [InlineData("condition", "vip", "  ")]
    [InlineData("condition", "vip", null)]
    public void Every_error_names_its_field(string field, string key, string? condition)
    {
        var segment = new Segment { Key = key, Condition = condition! };

        Assert.Contains(segment.Validate(), error => error.Field == field);
    }

    [Fact, Trait("clause", "DEC-10")]
    public void A_sound_segment_has_no_errors() =>
        Assert.Empty(new Segment { Key = "vip", Condition = "true" }.Validate());
}
