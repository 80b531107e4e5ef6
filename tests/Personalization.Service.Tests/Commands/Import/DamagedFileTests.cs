using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Support;

namespace Personalization.Service.Tests.Commands.Import;

public sealed class DamagedFileTests : IDisposable
{
    private const string Header = "action,customer,time,sku\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("personalization-import-").FullName;

    public DamagedFileTests() => File.WriteAllText(
        In("mapping.json"),
        """
        { "event": { "column": "action" }, "userId": { "column": "customer" },
          "timestamp": { "column": "time", "format": "yyyy-MM-dd HH:mm:ss" },
          "properties": { "product_id": { "column": "sku" } } }
        """);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact, Trait("clause", "CMD-7")]
    public async Task A_compressed_file_that_is_cut_off_or_damaged_fails_in_one_line()
    {
        var whole = Compressed(Rows(20_000));
        var damaged = whole.ToArray();
        damaged[damaged.Length / 2] ^= 0xFF;
        byte[][] halves = [whole[..(whole.Length / 2)], whole[..^4], damaged, Encoding.UTF8.GetBytes("no gzip at all")];
        foreach (var bytes in halves)
        {
            await File.WriteAllBytesAsync(In("rows.csv.gz"), bytes);

            var result = await ImportAsync("rows.csv.gz");

            Assert.Equal(2, result.ExitCode);
            Assert.StartsWith(
                "A compressed file is damaged or cut off", LastLine(result.Errors), StringComparison.Ordinal);
        }

        await File.WriteAllBytesAsync(
            In("rows.csv.gz"), [.. whole, .. Compressed("look,last,2026-01-01 10:00:00,s\n")]);
        var parts = await ImportAsync("rows.csv.gz", "--json");
        Assert.Equal(20_001, JsonNode.Parse(parts.Output)!["rows"]!.GetValue<int>());
    }

    [Theory, Trait("clause", "CMD-7")]
    [InlineData("", "The file is empty")]
    [InlineData("action,customer\nlook,c\n", "The file has no column time, sku")]
    [InlineData(Header + "look,c,2026-01-01 10:00:00,\"s\nlook,d,2026-01-01 10:00:00,s\n", "A quote in record 2")]
    public async Task A_file_whose_rows_cannot_be_told_apart_fails_in_one_line(string text, string says)
    {
        await File.WriteAllTextAsync(In("rows.csv"), text);

        var result = await ImportAsync("rows.csv");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(says, LastLine(result.Errors), StringComparison.Ordinal);
    }

    [Theory, Trait("clause", "CMD-7")]
    [InlineData("{", "it is not JSON")]
    [InlineData("""{ "event": { "colum": "x" } }""", "it has no member 'colum'")]
    [InlineData("[]", "the value at $")]
    public async Task A_mapping_that_is_none_says_what_is_wrong_with_it(string mapping, string says)
    {
        await File.WriteAllTextAsync(In("mapping.json"), mapping);
        await File.WriteAllTextAsync(In("rows.csv"), Rows(1));

        var result = await ImportAsync("rows.csv");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"is not a mapping: {says}", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Personalization.", result.Errors, StringComparison.Ordinal);
    }

    private static string Rows(int count)
    {
        var text = new StringBuilder(Header);
        for (var i = 0; i < count; i++)
        {
            text.Append($"look,c-{i},2026-01-01 10:00:00,s-{i * 7919 % 1000}\n");
        }

        return text.ToString();
    }

    private static byte[] Compressed(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];

    private string In(string name) => Path.Combine(_folder, name);

    private Task<CommandResult> ImportAsync(string file, params string[] more) => CommandProcess.RunAsync(
    [
        "import", "events", "--format", "csv", "--mapping", In("mapping.json"), "--file", In(file),
        $"--Data:Directory={In("data")}", "--Serilog:MinimumLevel:Default=Warning", .. more,
    ]);
}
