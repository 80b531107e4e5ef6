using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

/// <summary>A real shop's year: one order an invoice, one refund a cancellation.</summary>
public sealed class OnlineRetailTests
{
    private static readonly DateTimeOffset Cut = new(2011, 11, 9, 0, 0, 0, TimeSpan.Zero);

    [OnlineRetailFact, Trait("clause", "FEA-7")]
    public void Recency_frequency_and_monetary_of_every_customer_equal_those_computed_from_the_rows()
    {
        var rows = Read(OnlineRetailFactAttribute.File!)
            .Where(row => row.Customer is not null && row.At <= Cut)
            .ToList();

        var compared = 0;
        foreach (var customer in rows.GroupBy(row => row.Customer!))
        {
            Compare(customer.Key, [.. customer]);
            compared++;
        }

        Assert.Equal(4_103, compared);
    }

    private static void Compare(string customer, List<Row> rows)
    {
        var orders = rows.Where(row => !row.IsCancellation).GroupBy(row => row.Invoice).ToList();
        var profile = new Profile(CustomerKey.Known(customer));
        profile.Fold(Stored(profile.Customer, rows), rows.Count);

        var values = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(profile, Cut, values);

        var recency = orders.Count == 0 ? double.NaN : (Cut - orders.Max(order => order.First().At)).TotalDays;
        Assert.Equal(recency, Value(values, "recency_days"), 1e-9);
        Assert.Equal(orders.Count, Value(values, "orders_lifetime"));
        Assert.Equal((double)orders.Sum(order => order.Sum(row => row.Value)), Value(values, "revenue_lifetime"), 1e-6);
    }

    private static double Value(double[] values, string name) =>
        FeatureCatalogue.TryGet(name, out var feature) ? values[feature.Index] : double.NegativeInfinity;

    private static IEnumerable<StoredEvent> Stored(CustomerKey customer, List<Row> rows)
    {
        var version = 0;
        foreach (var invoice in rows.GroupBy(row => row.Invoice))
        {
            var sign = invoice.First().IsCancellation ? -1 : 1;
            var body = JsonSerializer.SerializeToUtf8Bytes(new
            {
                properties = new
                {
                    order_id = invoice.Key,
                    total = invoice.Sum(row => row.Value) * sign,
                    products = invoice.Select(
                        row => new { product_id = row.Product, price = row.Price, quantity = row.Quantity * sign }),
                },
            });
            var name = sign < 0 ? "Order Refunded" : "Order Completed";
            var at = invoice.First().At;
            yield return new StoredEvent(customer, ++version, null, invoice.Key, EventType.Track, name, at, at, body);
        }
    }

    private static IEnumerable<Row> Read(string file)
    {
        using var unpacked = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked, Encoding.UTF8);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            // Descriptions may be quoted and hold commas; the other fields never do, so count from both ends.
            var fields = line.Split(',');
            yield return new Row(
                fields[0],
                fields[1],
                int.Parse(fields[^5], CultureInfo.InvariantCulture),
                DateTimeOffset.Parse(fields[^4], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                decimal.Parse(fields[^3], CultureInfo.InvariantCulture),
                fields[^2].Length == 0 ? null : fields[^2].Replace(".0", "", StringComparison.Ordinal));
        }
    }

    private sealed record Row(
        string Invoice, string Product, int Quantity, DateTimeOffset At, decimal Price, string? Customer)
    {
        public bool IsCancellation => Invoice.StartsWith('C');

        public decimal Value => Quantity * Price;
    }
}

/// <summary>
/// Needs the Online Retail data: <c>../shared/data</c> beside the repository, or the folder PERSONALIZATION_DATA names.
/// </summary>
public sealed class OnlineRetailFactAttribute : FactAttribute
{
    public OnlineRetailFactAttribute()
    {
        if (File is null)
        {
            Skip = "online_retail.csv.gz is in neither ../shared/data beside the repository nor PERSONALIZATION_DATA.";
        }
    }

    internal static string? File { get; } = Find();

    private static string? Find()
    {
        var folder = Environment.GetEnvironmentVariable("PERSONALIZATION_DATA");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); folder is null && at is not null; at = at.Parent)
        {
            folder = System.IO.File.Exists(Path.Combine(at.FullName, "Personalization.sln"))
                ? Path.Combine(at.FullName, "..", "shared", "data")
                : null;
        }

        var file = Path.Combine(folder ?? "", "online_retail.csv.gz");
        return System.IO.File.Exists(file) ? file : null;
    }
}
