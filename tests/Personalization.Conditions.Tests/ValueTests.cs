namespace Personalization.Conditions.Tests;

public sealed class ValueTests
{
    [Fact]
    public void A_value_takes_16_bytes() => Assert.Equal(16, System.Runtime.CompilerServices.Unsafe.SizeOf<Value>());

    [Fact]
    public void The_default_value_is_an_error()
    {
        Assert.Equal(ValueKind.Error, default(Value).Kind);
        Assert.True(default(Value).IsError);
        Assert.Equal("no value", default(Value).ErrorMessage);
        Assert.Equal(default(Value), default(Value));
    }

    [Fact]
    public void Scalars_come_back_as_they_went_in()
    {
        var instant = new DateTimeOffset(2024, 2, 29, 23, 59, 59, 999, TimeSpan.Zero);

        Assert.True(Value.Of(true).AsBool);
        Assert.Equal(long.MinValue, Value.Of(long.MinValue).AsInt);
        Assert.Equal(ulong.MaxValue, Value.Of(ulong.MaxValue).AsUint);
        Assert.Equal(double.Epsilon, Value.Of(double.Epsilon).AsDouble);
        Assert.Equal(TimeSpan.FromTicks(-7), Value.Of(TimeSpan.FromTicks(-7)).AsDuration);
        Assert.Equal(instant, Value.Of(instant).AsTimestamp);
        Assert.Equal("x", Value.Of("x").AsString);
    }

    [Fact]
    public void A_span_beyond_the_range_is_an_error() => Assert.True(Value.Of(TimeSpan.MaxValue).IsError);

    [Fact]
    public void Reading_another_kind_throws() =>
        Assert.Throws<InvalidOperationException>(() => Value.Of(1L).AsString);

    [Fact]
    public void A_missing_value_is_an_error_that_names_itself()
    {
        var missing = Value.Missing("features.recency_days");

        Assert.True(missing.IsError);
        Assert.Equal("features.recency_days", missing.MissingName);
        Assert.Null(Value.Error("broken").MissingName);
    }

    [Fact]
    public void Equal_numbers_of_different_types_are_equal_and_hash_alike()
    {
        Value[] ones = [Value.Of(1L), Value.Of(1UL), Value.Of(1.0)];

        Assert.Single(ones.Distinct());
        Assert.Equal(Value.Of(double.NaN), Value.Of(double.NaN));
        Assert.Equal(Value.Of(0.0), Value.Of(-0.0));
        Assert.Equal(Value.Of(0.0).GetHashCode(), Value.Of(-0.0).GetHashCode());
        Assert.NotEqual(Value.Of(1L), Value.Of("1"));
    }
}
