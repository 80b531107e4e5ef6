using System.CommandLine;
using System.Text.Json;
using Personalization.Service.Hosting;
using Personalization.Storage.Events;
using Personalization.Storage.Migrations;
using Personalization.Storage.Profiles;
using Spectre.Console;

namespace Personalization.Service.Commands.Import;

/// <summary>
/// <c>personalization import events</c>: reads customer events from a file into the stores or a running service.
/// </summary>
internal static class ImportCommand
{
    private static readonly Option<string> Format = new("--format")
    {
        Description = "online-retail, rees46, segment-ndjson or csv (with --mapping).",
        Required = true,
    };

    private static readonly Option<FileInfo> File =
        new("--file") { Description = "The file; .gz is unpacked.", Required = true };


    private static readonly Option<FileInfo?> Mapping =
        new("--mapping") { Description = "For csv: which column is what (JSON)." };


    private static readonly Option<string?> Server = new("--server")
    {
        Description = "Send to this running service instead of the configured stores.",
    };

    private static readonly Option<string?> Key =
        new("--key") { Description = "With --server: a key that may ingest." };


    private static readonly Option<bool> Json =
        new("--json") { Description = "Print one JSON object instead of a table." };


    internal static Command Create()
    {
        var events = new Command("events", "Import customer events. Importing a file again adds nothing.")
        {
            Format, File, Mapping, Server, Key, Json,
        };
        events.TreatUnmatchedTokensAsErrors = false;
        events.SetAction(RunAsync);
        return new Command("import", "Import data from files.") { events };
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var path = parsed.GetRequiredValue(File).FullName;
        if (!System.IO.File.Exists(path))
        {
            throw new InvalidInputException($"--file: {path} does not exist.");
        }

        using var source = SourceFile.Open(path);
        var messages = Read(parsed, source);
        var tally = parsed.GetValue(Server) is { } server
            ? await ToServerAsync(server, parsed, (source, messages), stop)
            : await ToStoresAsync(parsed, (source, messages), stop);
        Print(tally, parsed.GetValue(Json));
    }

    private static IEnumerable<ImportedMessage> Read(ParseResult parsed, SourceFile source) =>
        (parsed.GetRequiredValue(Format), parsed.GetValue(Mapping)) switch
        {
            ("online-retail", _) => OnlineRetailFormat.Read(source),
            ("rees46", _) => new CsvFormat(Rees46Format.Mapping).Read(source),
            ("segment-ndjson", _) => SegmentNdjsonFormat.Read(source),
            ("csv", { } mapping) => new CsvFormat(CsvMapping.Load(mapping.FullName)).Read(source),
            ("csv", null) => throw new InvalidInputException(
                "--format csv needs --mapping FILE (see docs/commands.md)."),
            var (format, _) => throw new InvalidInputException(
                $"--format: '{format}' is not known. Choose online-retail, rees46, segment-ndjson or csv."),
        };

    private static async Task<ImportTally> ToServerAsync(
        string server, ParseResult parsed, (SourceFile, IEnumerable<ImportedMessage>) source, CancellationToken stop)
    {
        var key = parsed.GetValue(Key)
            ?? throw new InvalidInputException("--server needs --key KEY, one that may ingest.");
        if (!Uri.TryCreate(server, UriKind.Absolute, out var url) || !url.Scheme.StartsWith(
            "http", StringComparison.Ordinal))
        {
            throw new InvalidInputException(
                $"--server: '{server}' is not a URL such as {ServiceApplication.DefaultUrl}.");
        }

        using var target = new ServerTarget(url, key, TimeProvider.System, Console.Error.WriteLine);
        return await ImportAsync(target, source, stop);
    }

    private static async Task<ImportTally> ToStoresAsync(
        ParseResult parsed, (SourceFile, IEnumerable<ImportedMessage>) source, CancellationToken stop)
    {
        await using var app = ServiceApplication.Build(ServiceOptions.Settings(parsed));
        await app.Services.GetRequiredService<StorageMigrator>().MigrateAsync(stop);
        var target = new StoresTarget(
            app.Services.GetRequiredService<IEventLog>(), app.Services.GetRequiredService<ProfileStore>());
        return await ImportAsync(target, source, stop);
    }

    private static async Task<ImportTally> ImportAsync(
        IImportTarget target, (SourceFile File, IEnumerable<ImportedMessage> Messages) source, CancellationToken stop)
    {
        var import = new EventImport(target, TimeProvider.System);
        await ConsoleProgress.RunAsync("Importing", report => import.RunAsync(
            source.Messages, () => report(source.File.Done(import.Tally.Rows), $"{import.Tally.Rows:N0} rows"), stop));
        return import.Tally;
    }

    private static void Print(ImportTally tally, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(tally, ImportJson.Default.ImportTally));
            return;
        }

        var table = new Table().AddColumns("", "events", "rows");
        AddRow("imported", tally.Imported.Events, tally.Imported.Rows);
        AddRow("already there", tally.Duplicates.Events, tally.Duplicates.Rows);
        AddRow("rejected", tally.Rejected.Events, tally.Rejected.Rows);
        foreach (var reason in tally.Reasons)
        {
            AddRow($"  {reason.Reason}", reason.Events, reason.Rows);
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(
            $"{tally.Rows:N0} rows; {tally.KnownCustomers:N0} known customers, " +
            $"{tally.AnonymousVisitors:N0} anonymous visitors; " +
            $"orders {tally.Revenue.Orders:N3} - refunds {tally.Revenue.Refunds:N3} = {tally.Revenue.Net:N3}");

        void AddRow(string what, long events, long rows) =>
            table.AddRow(Markup.Escape(what), events.ToString("N0"), rows.ToString("N0"));
    }
}
