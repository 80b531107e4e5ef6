using System.Text.Json;
using Personalization.Service.Commands.Import;
using Personalization.Service.Hosting;
using Shouldly;

namespace Personalization.Service.Tests.Commands.Import;

public sealed class FormatTests : IDisposable
{
    private const string RetailHeader =
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact, Trait("clause", "CMD-1")]
    public void An_invoice_becomes_one_order_with_its_lines_even_when_they_repeat_or_lie_apart()
    {
        var messages = Retail(
            """
            536365,A,"MUG, RED",6,2010-12-01 08:27:00,2.55,17850.0,United Kingdom
            536366,C,BOWL,1,2010-12-01 09:00:00,1.25,17851.0,France
            536365,A,"MUG, RED",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
            """);

        messages.Length.ShouldBe(2);
        messages[0].Rows.ShouldBe(2);
        var order = JsonDocument.Parse(messages[0].Json).RootElement;
        order.GetProperty("event").GetString().ShouldBe("Order Completed");
        order.GetProperty("userId").GetString().ShouldBe("17850");
        order.GetProperty("timestamp").GetDateTimeOffset().ShouldBe(
            new DateTimeOffset(2010, 12, 1, 8, 26, 0, TimeSpan.Zero));
        order.GetProperty("properties").GetProperty("total").GetDecimal().ShouldBe(30.60m);
        order.GetProperty("properties").GetProperty("products").GetArrayLength().ShouldBe(2);
        order.GetProperty("properties").GetProperty("products")[0].GetProperty("name").GetString().ShouldBe("MUG, RED");
    }

    [Fact, Trait("clause", "CMD-1")]
    public void A_cancellation_becomes_a_refund_with_positive_amounts()
    {
        var message = Retail("C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527.0,United Kingdom").Single();

        var refund = JsonDocument.Parse(message.Json).RootElement;
        refund.GetProperty("event").GetString().ShouldBe("Order Refunded");
        refund.GetProperty("properties").GetProperty("total").GetDecimal().ShouldBe(27.50m);
        refund.GetProperty("properties").GetProperty("products")[0].GetProperty("quantity").GetInt32().ShouldBe(1);
    }

    [Fact, Trait("clause", "CMD-1")]
    public void An_invoice_without_a_customer_belongs_to_the_visitor_named_by_its_number()
    {
        var message = Retail("536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom").Single();

        var order = JsonDocument.Parse(message.Json).RootElement;
        order.GetProperty("anonymousId").GetString().ShouldBe("536414");
        order.TryGetProperty("userId", out _).ShouldBeFalse();
    }

    [Fact, Trait("clause", "CMD-2")]
    public void An_unreadable_row_is_refused_alone()
    {
        var messages = Retail(
            """
            536365,A,MUG,six,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
            536366,A,MUG,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
            """);

        messages.Count(message => message.Error is not null).ShouldBe(1);
        messages.Sum(message => message.Rows).ShouldBe(2);
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        File.WriteAllText(_path, "InvoiceNo,Quantity\n1,2\n");
        using var file = SourceFile.Open(_path);

        Should.Throw<InvalidInputException>(() => OnlineRetailFormat.Read(file).ToArray()).Message.ShouldContain(
            "StockCode");
    }

    [Fact, Trait("clause", "CMD-3")]
    public void Rows_that_repeat_exactly_keep_ids_of_their_own_and_a_second_reading_gives_the_same_ids()
    {
        const string Text = """
            event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
            2019-10-01 00:00:00 UTC,view,44600062,1,,shiseido,35.79,541312140,72d76fde
            2019-10-01 00:00:00 UTC,view,44600062,1,,shiseido,35.79,541312140,72d76fde
            """;

        var first = Csv(Rees46Format.Mapping, Text).Select(MessageId).ToArray();
        var second = Csv(Rees46Format.Mapping, Text).Select(MessageId).ToArray();

        first.ShouldBeUnique();
        second.ShouldBe(first);
    }

    [Fact]
    public void Purchase_rows_of_one_session_and_second_are_one_order()
    {
        var messages = Csv(Rees46Format.Mapping, """
            event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
            2019-10-01 00:02:14 UTC,purchase,1,9,electronics.smartphone,samsung,130.76,543272936,8187d148
            2019-10-01 00:02:14 UTC,purchase,2,9,electronics.smartphone,samsung,20.5,543272936,8187d148
            2019-10-01 00:02:15 UTC,view,2,9,electronics.smartphone,samsung,20.5,543272936,8187d148
            """);

        messages.Select(message => message.Rows).ShouldBe([2, 1]);
        var order = JsonDocument.Parse(messages[0].Json).RootElement;
        order.GetProperty("event").GetString().ShouldBe("Order Completed");
        order.GetProperty("properties").GetProperty("products").GetArrayLength().ShouldBe(2);
        order.GetProperty("properties").GetProperty("products")[1].GetProperty("price").GetDecimal().ShouldBe(20.5m);
    }

    [Theory]
    [InlineData("""{"event":{"value":"X"},"userId":{"column":"u"}}""", "timestamp")]
    [InlineData("""{"userId":{"column":"u"},"timestamp":{"column":"t"}}""", "event")]
    [InlineData("""{"event":{"value":"X"},"timestamp":{"column":"t"}}""", "userId")]
    [InlineData("""{"evnt":{"value":"X"}}""", "evnt")]
    [InlineData("""not json""", "mapping")]
    public void A_faulty_mapping_is_refused_with_the_member_named(string json, string named)
    {
        File.WriteAllText(_path, json);

        Should.Throw<InvalidInputException>(() => CsvMapping.Load(_path)).Message.ShouldContain(named);
    }

    private static string MessageId(ImportedMessage message) =>
        JsonDocument.Parse(message.Json).RootElement.GetProperty("messageId").GetString()!;

    [Fact]
    public void A_file_that_was_read_ahead_is_done_when_its_rows_are()
    {
        const string Rows = """
            536365,A,MUG,6,2010-12-01 08:27:00,2.55,17850.0,United Kingdom
            536366,C,BOWL,1,2010-12-01 09:00:00,1.25,17851.0,France
            536367,C,BOWL,1,2010-12-01 09:00:00,1.25,17851.0,France
            536368,C,BOWL,1,2010-12-01 09:00:00,1.25,17851.0,France
            """;
        File.WriteAllText(_path, RetailHeader + Rows);
        using var file = SourceFile.Open(_path);

        OnlineRetailFormat.Read(file).First().Rows.ShouldBe(1);

        file.Rows.ShouldBe(4);
        file.Done(rows: 0).ShouldBe(0);
        file.Done(rows: 1).ShouldBe(0.25);
        file.Done(rows: 4).ShouldBe(1);
    }

    private ImportedMessage[] Retail(string rows)
    {
        File.WriteAllText(_path, RetailHeader + rows);
        using var file = SourceFile.Open(_path);
        return OnlineRetailFormat.Read(file).ToArray();
    }

    private ImportedMessage[] Csv(CsvMapping mapping, string text)
    {
        File.WriteAllText(_path, text);
        using var file = SourceFile.Open(_path);
        return new CsvFormat(mapping).Read(file).ToArray();
    }
}
